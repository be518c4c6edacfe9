import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TensorContainer } from '@tensorflow/tfjs';
import { throwIfCancelled } from '../../cancel.ts';
import type { Tf } from './load.ts';

/**
 * A computation as steps of a few kernels each. tfjs computes on the process's own thread, and a whole pass takes
 * seconds in WebAssembly; whoever runs the steps may let timers fire and look for a cancellation between two.
 */
export type Steps<R> = Generator<() => TensorContainer, R, TensorContainer>;

/** One step; intermediate results are disposed of, the result stays until the computation ends. */
export function* step<T extends TensorContainer>(compute: () => T): Steps<T> {
  return (yield compute) as T;
}

/** For a computation that is differentiated: tfjs's tape knows one piece only, and keeps what it needs. */
export function atOnce<R>(steps: Steps<R>): R {
  let next = steps.next();
  while (!next.done) next = steps.next(next.value());
  return next.value;
}

/**
 * A turn of the event loop before every step. Whatever the steps have left is disposed of at the end, the result too,
 * once `take` has read it; also where the signal or an error ends them (`job.cancelled`).
 */
export async function inTurns<R, T>(
  tf: Tf,
  steps: Steps<R>,
  take: (result: R) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const results: TensorContainer[] = [];
  try {
    let next = steps.next();
    while (!next.done) {
      await nextTurn();
      throwIfCancelled(signal);
      const result = tf.tidy(next.value);
      results.push(result);
      next = steps.next(result);
    }
    return await take(next.value);
  } finally {
    tf.dispose(results);
  }
}
