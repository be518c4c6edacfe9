import { squareOf } from '@atelier/core/isolated/pictures.ts';

/**
 * A picture squeezed into a square, for a classifier: side × side × 3, RGB interleaved, float32 in [0, 255].
 * Opened in a process of its own. Errors: image.…
 */
export function readPixels(bytes: Uint8Array, side: number): Promise<Float32Array> {
  return squareOf(bytes, side);
}
