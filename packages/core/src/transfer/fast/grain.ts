import type { Image } from '../../images/image.ts';
import { random } from '../../random.ts';

/** Any one will do; always the same, so that the same photo gives the same picture. */
const SEED = 1;

/**
 * The photo with even noise of the given standard deviation, the same in all three channels. On a plain sky
 * a network has nothing to tell one place from the next and paints a regular pattern; the noise it was
 * trained with (training/transform, `grain`) makes every place different.
 */
export function grained(image: Image, deviation: number): Image {
  if (deviation === 0) return image;
  const next = random(SEED);
  const amplitude = deviation * Math.sqrt(12);
  const data = new Float32Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const noise = (next() - 0.5) * amplitude;
    for (let c = i; c < i + 3; c++) data[c] = Math.min(1, Math.max(0, image.data[c] + noise));
  }
  return { ...image, data };
}
