import { decode } from '@atelier/core/images/decode.ts';
import { resize } from '@atelier/core/images/resize.ts';

/**
 * A picture squeezed into a square, for a classifier: side × side × 3, RGB interleaved, float32 in [0, 255].
 * Errors: image.…
 */
export async function readPixels(bytes: Uint8Array, side: number): Promise<Float32Array> {
  const small = await decode(bytes, { maxSide: 2 * side });
  const { data } = await resize(small, side, side);
  return data.map((value) => value * 255);
}
