import type { Painting } from '@atelier/core/transfer/painting.ts';

type Made = Pick<Painting, 'image' | 'engine' | 'device' | 'seconds' | 'iterations' | 'losses'>;

/** What was made, in one line. */
export function summaryOf({ image, engine, device, seconds, iterations, losses }: Made, out: string): string {
  const [first, last] = [losses[0], losses[losses.length - 1]];
  return (
    `${out}: ${image.width}×${image.height}, ${seconds.toFixed(1)} s, ${counted(iterations)} on ${engine} ` +
    `(${device}), loss ${first.total.toPrecision(3)} → ${last.total.toPrecision(3)}\n`
  );
}

/** 1 iteration, 2 iterations */
export function counted(iterations: number): string {
  return `${iterations} iteration${iterations === 1 ? '' : 's'}`;
}
