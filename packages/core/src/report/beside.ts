import { encode } from '../images/encode.ts';
import type { Image } from '../images/image.ts';
import { resize } from '../images/resize.ts';

/** Width of the white between the two over their height. */
const GAP = 1 / 40;
/** JPEG quality: a look at both, not the pictures to keep. */
const QUALITY = 85;

/**
 * A painting and what was painted after it as one JPEG, both whole and `height` pixels high, the painting on the left.
 */
export async function beside(painting: Image, sample: Image, height: number): Promise<Uint8Array> {
  const gap = Math.max(2, Math.round(GAP * height));
  const [left, right] = await Promise.all([atHeight(painting, height), atHeight(sample, height)]);
  const width = left.width + gap + right.width;
  const data = new Float32Array(3 * width * height).fill(1);
  for (let y = 0; y < height; y++) {
    data.set(rowOf(left, y), 3 * y * width);
    data.set(rowOf(right, y), 3 * (y * width + left.width + gap));
  }
  return encode({ width, height, data }, { format: 'jpeg', quality: QUALITY });
}

const atHeight = (image: Image, height: number) =>
  resize(image, Math.max(1, Math.round((image.width * height) / image.height)), height);

const rowOf = ({ width, data }: Image, y: number) => data.subarray(3 * y * width, 3 * (y + 1) * width);
