import { encode } from '../images/encode.ts';
import type { Image } from '../images/image.ts';
import { resize } from '../images/resize.ts';

/** Width of the line over the longer side of the picture: seen in a chat, hides nothing. */
const LINE = 1 / 250;
/** JPEG quality: a look at both, not the picture to keep. */
const QUALITY = 88;

/**
 * Before and after as one JPEG of the painting's size: the left half of the photo, the right half of the
 * painting, a thin white line between them, like a slider that stands in the middle.
 */
export async function beforeAfter(photo: Image, painted: Image): Promise<Uint8Array> {
  const { width, height } = painted;
  const before = await resize(photo, width, height);
  const data = painted.data.slice();
  const line = Math.max(2, 2 * Math.round((LINE * Math.max(width, height)) / 2));
  const from = Math.round((width - line) / 2);
  for (let y = 0; y < height; y++) {
    const row = 3 * y * width;
    data.set(before.data.subarray(row, row + 3 * from), row);
    data.fill(1, row + 3 * from, row + 3 * (from + line));
  }
  return encode({ width, height, data }, { format: 'jpeg', quality: QUALITY });
}
