import { withoutAxes } from '../../images/axes.ts';
import type { Image, Size } from '../../images/image.ts';
import { changed } from '../../images/mix.ts';
import { resample } from '../../images/resize.ts';

/**
 * Share of a change that is added. Style, which is at its best nearly there, hardly gets worse by the rest, and the content of
 * the photo better (docs/decisions/0007-fewer-iterations.md).
 */
const ADDED = 0.93;

/** What is painted in a smaller size, and handed on to a picture that keeps its own finest strokes. */
export interface HandedOn {
  /** the picture in that size, to paint on in */
  before: Image;
  /** the picture with what has changed since */
  goneOn: (after: Image) => Image;
}

/** A picture, and the size of a level that paints it on. */
export function handedOn(picture: Image, { width, height }: Size): HandedOn {
  const before = resample(picture, width, height);
  const share = wavesOfChange(before);
  const even = withoutAxes(before, share);
  return { before, goneOn: (after) => changed(picture, even, withoutAxes(after, share), ADDED) };
}

/**
 * Share of the finest waves along the axes that is taken from a change, by the size that it is painted in: none up to 384
 * pixels, where it has hardly any, and more in larger ones, where the style is in longer waves.
 */
function wavesOfChange({ width, height }: Size): number {
  return 0.7 * Math.max(0, 1 - 384 / Math.max(width, height));
}
