import type { Image } from '../../images/image.ts';
import { randomNumbers } from '../../random.ts';

/** Any one will do; always the same, so that the same photo gives the same picture. */
const SEED = 1;

/**
 * The photo with even noise of the given standard deviation, the same in all three channels. On a plain sky
 * a network has nothing to tell one place from the next and paints a regular pattern; the noise it was
 * trained with (training/transform, `grain`) makes every place different. into: may be the image's own data
 */
export function grained(
  image: Image,
  deviation: number,
  into: Float32Array = new Float32Array(image.data.length),
): Image {
  if (deviation === 0) return image;
  const amplitude = deviation * Math.sqrt(12);
  const { data } = image;
  const values = randomNumbers(SEED, data.length / 3);
  for (let i = 0, pixel = 0; i < data.length; i += 3, pixel++) {
    const noise = (values[pixel]! - 0.5) * amplitude;
    into[i] = Math.min(1, Math.max(0, data[i]! + noise));
    into[i + 1] = Math.min(1, Math.max(0, data[i + 1]! + noise));
    into[i + 2] = Math.min(1, Math.max(0, data[i + 2]! + noise));
  }
  return { ...image, data: into };
}

/** The same with given noise, [height, width] of any size, deviation 1: each pixel takes the nearest value. */
export function withNoise(
  image: Image,
  noise: { width: number; height: number; data: Float32Array },
  deviation: number,
): Image {
  const data = new Float32Array(image.data.length);
  for (let y = 0, at = 0; y < image.height; y++) {
    const row = Math.floor((y * noise.height) / image.height) * noise.width;
    for (let x = 0; x < image.width; x++, at += 3) {
      const value = deviation * noise.data[row + Math.floor((x * noise.width) / image.width)]!;
      for (let c = at; c < at + 3; c++) data[c] = Math.min(1, Math.max(0, image.data[c]! + value));
    }
  }
  return { ...image, data };
}
