import type { Painting, PaintingWarning } from '@atelier/core/report/painting.ts';
import type { Likeness } from '@atelier/core/transfer/likeness.ts';

type Made = Pick<Painting, 'image' | 'engine' | 'device' | 'seconds' | 'iterations' | 'losses' | 'warnings'>;

const WARNINGS: Record<PaintingWarning, string> = {
  'style.plain': 'There is little to take from the style picture, so most of the photo stays as it is.',
};

/** What was made, in one line, and a line for each warning. */
export function summaryOf(made: Made, out: string): string {
  const { image, engine, device, seconds, iterations, losses, warnings = [] } = made;
  const [first, last] = [losses[0]!, losses[losses.length - 1]!];
  return (
    `${out}: ${image.width}×${image.height}, ${seconds.toFixed(1)} s, ${counted(iterations)} on ${engine} ` +
    `(${device}), loss ${first.total.toPrecision(3)} → ${last.total.toPrecision(3)}\n${warnings.map((warning) => `${WARNINGS[warning]}\n`).join('')}`
  );
}

/** What `--measure` adds; empty without. */
export function likenessLine(likeness: Likeness | undefined): string {
  if (likeness === undefined) return '';
  const { network, ssim, styleLeft, content } = likeness;
  return (
    `SSIM to the photo ${ssim.toFixed(3)}; on the network ${network}: style left ${styleLeft.toFixed(3)}, ` +
    `content ${content.toPrecision(3)}\n`
  );
}

/** 1 iteration, 2 iterations */
export function counted(iterations: number): string {
  return `${iterations} iteration${iterations === 1 ? '' : 's'}`;
}
