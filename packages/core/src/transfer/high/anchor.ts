import type { Image } from '../../images/image.ts';

/** A picture that the painting shall stay near to: the temporal term of Ruder et al. 2016, section 5.2. */
export interface Anchor {
  image: Image;
  /** how much each pixel counts: [height, width] in [0, 1] */
  trust: Float32Array;
  /** of the mean of trust · (x − image)², ≥ 0 */
  weight: number;
}

/**
 * Adds the term's gradient and returns its loss. picture, gradient: [3, H, W] of a canvas at least as large as the
 * anchor, whose upper left part the painting is; stride: the canvas's width.
 */
export function addAnchor(
  { image, trust, weight }: Anchor,
  picture: Float32Array,
  gradient: Float32Array,
  stride: number,
): number {
  const { width, height, data } = image;
  const plane = picture.length / 3;
  const scale = weight / data.length;
  let loss = 0;
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = c * plane + y * stride + x;
        const i = y * width + x;
        const off = picture[at]! - data[3 * i + c]!;
        loss += trust[i]! * off * off;
        gradient[at]! += 2 * scale * trust[i]! * off;
      }
    }
  }
  return scale * loss;
}
