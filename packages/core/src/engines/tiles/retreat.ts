import { AtelierError } from '../../errors.ts';
import type { Losses, Targets } from '../../objective/objective.ts';
import type { Evaluator } from '../engine.ts';

/** The picture and its gradient, which outlive the evaluator that works on them. */
export type Buffers = Pick<Evaluator, 'picture' | 'gradient'>;

/**
 * An evaluator that goes back to smaller pieces when memory runs out in the middle of the work: predictions are
 * made before the start, and other programs take memory too. With nothing smaller left: `engine.out-of-memory`.
 */
export class RetreatingEvaluator implements Evaluator {
  readonly picture: Float32Array;
  readonly gradient: Float32Array;
  readonly #smaller: () => Promise<Evaluator | undefined>;
  #evaluator: Evaluator;
  #targets: Targets | undefined;

  /** smaller: the next evaluator to try, on the same buffers; undefined: there is none */
  constructor(evaluator: Evaluator, smaller: () => Promise<Evaluator | undefined>) {
    this.picture = evaluator.picture;
    this.gradient = evaluator.gradient;
    this.#evaluator = evaluator;
    this.#smaller = smaller;
  }

  setTargets(targets: Targets): void {
    this.#targets = targets;
    this.#evaluator.setTargets(targets);
  }

  async evaluate(signal?: AbortSignal): Promise<Losses> {
    try {
      return await this.#evaluator.evaluate(signal);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      await this.#evaluator.close();
      const smaller = await this.#smaller();
      if (smaller === undefined) throw new AtelierError('engine.out-of-memory', {}, error);
      this.#evaluator = smaller;
      if (this.#targets !== undefined) smaller.setTargets(this.#targets);
      return this.evaluate(signal);
    }
  }

  close(): Promise<void> {
    return this.#evaluator.close();
  }
}

/** What is said when an allocation fails, by those who say it. */
const WORDS: readonly RegExp[] = [
  // the C++ library, on Linux and on Windows
  /bad_alloc|bad allocation/i,
  // onnxruntime's arenas
  /failed to allocate memory|smaller than requested bytes/i,
  // CUDA's driver and runtime, TensorRT, Vulkan, WebGPU, Direct3D
  /out of (device |host )?memory|out_?of_?(device_|host_)?memory|cudaErrorMemoryAllocation|8007000e/i,
  // cuDNN to 8 and from 9 on, cuBLAS, cuFFT
  /(STATUS|CUFFT)_ALLOC_FAILED|(HOST|DEVICE)_ALLOCATION_FAILED/,
  // TensorFlow
  /OOM when allocating|resource ?exhausted/i,
  // V8, and the operating system
  /array buffer allocation failed|cannot allocate memory|ENOMEM/i,
];

export function isOutOfMemory(error: unknown): boolean {
  return WORDS.some((words) => words.test(String(error)));
}

/** A failed allocation as `engine.out-of-memory`, everything else as it is. */
export function asTooLarge(error: unknown): unknown {
  if (error instanceof AtelierError || !isOutOfMemory(error)) return error;
  return new AtelierError('engine.out-of-memory', {}, error);
}

/**
 * Does a task in one way after the other, each of which takes less memory than the one before, until there is room.
 * No way left: `engine.out-of-memory`.
 * smaller: the next way; undefined: there is none
 */
export async function retreating<W, T>(
  first: W,
  smaller: (way: W) => W | undefined | Promise<W | undefined>,
  task: (way: W) => Promise<T>,
): Promise<T> {
  for (let way = first; ; ) {
    try {
      return await task(way);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      const next = await smaller(way);
      if (next === undefined) throw asTooLarge(error);
      way = next;
    }
  }
}
