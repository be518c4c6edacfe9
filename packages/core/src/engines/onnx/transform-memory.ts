import type { Size } from '../engine.ts';
import { areaOf, PROCESS } from './memory.ts';

/** How one pass of a transform network is computed with onnxruntime on a CPU. */
export interface TransformPlan {
  /** strips of rows; 1: in one piece */
  readonly strips: number;
  /** bytes at the peak, the process included */
  readonly bytes: number;
}

/** Pixels up to which a picture is taken in one piece, a little more than 1024². */
const MOST_PIXELS = 1.2e6;
/** Pixels of a strip of a larger picture. */
const STRIP_PIXELS = 2 ** 18;
/** Bytes for each pixel of a piece, half of which the session keeps. */
const PIECE = 400;
/** Bytes for each pixel: photo, canvas and results as images. */
const IMAGES = 120;

export function transformPlan(size: Size): TransformPlan {
  const pixels = areaOf(size);
  return {
    strips: pixels > MOST_PIXELS ? Math.ceil(pixels / STRIP_PIXELS) : 1,
    bytes: PROCESS + PIECE * Math.min(pixels, MOST_PIXELS) + IMAGES * pixels,
  };
}
