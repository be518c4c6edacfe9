import { fit } from '../images/resize.ts';

export interface Level {
  /** size of the photo at this level in pixels */
  readonly width: number;
  readonly height: number;
  /** longer side, which the style's scale follows */
  readonly side: number;
  readonly iterations: number;
}

/**
 * Strokes and shapes are laid out at this longer side in pixels. From 128 large swirls come out best, but a
 * face of 20 pixels turns into whatever the painting has in that place.
 */
const COARSEST = 181;
/** Iterations of the finest level: it only has to add what the level before could not show. */
const FINEST_ITERATIONS = 20;
/** Each coarser level has half the pixels and gets so many times the iterations … */
const GROWTH = 1.5;
/** … up to this. */
const MOST_ITERATIONS = 120;

/**
 * Sizes from coarse to fine, each √2 larger than the last (crowsonkb/style-transfer-pytorch), so that most of
 * the work happens where an iteration is cheap.
 */
export function pyramid(width: number, height: number, longSide: number): Level[] {
  const count = Math.max(0, Math.round(2 * Math.log2(longSide / COARSEST)));
  return Array.from({ length: count + 1 }, (_, i) => {
    const fromFinest = count - i;
    const side = Math.round(longSide / Math.SQRT2 ** fromFinest);
    const iterations = Math.min(MOST_ITERATIONS, Math.round(FINEST_ITERATIONS * GROWTH ** fromFinest));
    return { ...fit(width, height, side), side, iterations };
  });
}

/** Share of the whole work, by cost: iterations times pixels. */
export function costOf({ width, height, iterations }: Level): number {
  return width * height * iterations;
}
