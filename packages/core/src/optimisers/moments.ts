import type { Moments } from './optimiser.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A level of a pyramid: the picture, and the canvas it lies on, which is larger to the right and below, or all around. */
export interface Grid {
  readonly picture: Size;
  readonly canvas: Size;
  /** pixels of the canvas above the picture and to its left, the same at every level; default 0 */
  readonly margin?: number;
}

/**
 * Moments of one level for the next, bilinearly, as crowsonkb/style-transfer-pytorch carries Adam's over. Differs
 * from it: a loss that is a mean over positions has gradients in inverse proportion to the number of pixels,
 * so the mean is scaled by that ratio and the square by its square; and both are interpolated alike, so that no square
 * turns negative. Each of [3, H, W] on the canvas. undefined stays undefined.
 */
export function resizeMoments(moments: Moments | undefined, from: Grid, to: Grid): Moments | undefined {
  if (moments === undefined) return undefined;
  const { steps, mean, square } = moments;
  const ratio = pixels(from.canvas) / pixels(to.canvas);
  return {
    steps,
    mean: resizePlanes(mean, ratio, from, to),
    ...(square && { square: resizePlanes(square, ratio * ratio, from, to) }),
  };
}

/** What lies beyond the picture's edge stays beyond it; beyond the old canvas its edge is repeated. */
function resizePlanes(planes: Float32Array, factor: number, from: Grid, to: Grid): Float32Array {
  const [w, h] = [from.canvas.width, from.canvas.height];
  const { width, height } = to.canvas;
  const { margin = 0 } = to;
  const columns = taps(width, from.picture.width / to.picture.width, w, margin);
  const rows = taps(height, from.picture.height / to.picture.height, h, margin);
  const result = new Float32Array(3 * width * height);
  let at = 0;
  for (let plane = 0; plane < 3; plane++) {
    for (let y = 0; y < height; y++) {
      const above = (plane * h + rows.first[y]!) * w;
      const below = (plane * h + rows.second[y]!) * w;
      const down = rows.share[y]!;
      for (let x = 0; x < width; x++) {
        const [left, right, across] = [columns.first[x]!, columns.second[x]!, columns.share[x]!];
        const top = planes[above + left]! * (1 - across) + planes[above + right]! * across;
        const bottom = planes[below + left]! * (1 - across) + planes[below + right]! * across;
        result[at++] = factor * (top * (1 - down) + bottom * down);
      }
    }
  }
  return result;
}

/** For each new index the two old ones around it, and the share of the second. */
function taps(length: number, scale: number, old: number, margin: number) {
  const at = (i: number) => margin + (i - margin + 0.5) * scale - 0.5;
  const position = (i: number) => Math.min(old - 1, Math.max(0, at(i)));
  const first = Int32Array.from({ length }, (_, i) => Math.floor(position(i)));
  return {
    first,
    second: first.map((index) => Math.min(old - 1, index + 1)),
    share: Float64Array.from({ length }, (_, i) => position(i) - first[i]!),
  };
}

function pixels({ width, height }: Size): number {
  return width * height;
}
