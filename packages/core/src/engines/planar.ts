import type { Image } from '../images/image.ts';

/** Image (H×W×3, interleaved) → [3, H, W], one plane after the other, as networks take it. */
export function toPlanar(
  image: Image,
  into: Float32Array = new Float32Array(image.data.length),
): Float32Array {
  const pixels = image.width * image.height;
  const { data } = image;
  for (let i = 0; i < pixels; i++) {
    into[i] = data[3 * i]!;
    into[pixels + i] = data[3 * i + 1]!;
    into[2 * pixels + i] = data[3 * i + 2]!;
  }
  return into;
}

/** The way back, clamped to [0, 1]. */
export function fromPlanar(planes: Float32Array, width: number, height: number): Image {
  const pixels = width * height;
  const data = new Float32Array(pixels * 3);
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    data[at] = Math.min(1, Math.max(0, planes[i]!));
    data[at + 1] = Math.min(1, Math.max(0, planes[pixels + i]!));
    data[at + 2] = Math.min(1, Math.max(0, planes[2 * pixels + i]!));
  }
  return { width, height, data };
}
