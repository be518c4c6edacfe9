import type { Size } from '../engines/engine.ts';

/** A batch of B planar pictures and the same pictures in a row; size: of one. Each way is the other's inverse and adjoint. */

/** [B, 3, H, W] → [3, H, B·W] */
export function batchToRow(from: Float32Array, size: Size, into: Float32Array): void {
  eachLine(from.length, size, (inBatch, inRow) => {
    into.set(from.subarray(inBatch, inBatch + size.width), inRow);
  });
}

/** [3, H, B·W] → [B, 3, H, W] */
export function rowToBatch(from: Float32Array, size: Size, into: Float32Array): void {
  eachLine(from.length, size, (inBatch, inRow) => {
    into.set(from.subarray(inRow, inRow + size.width), inBatch);
  });
}

/** Where each line of W pixels begins in the two layouts. */
function eachLine(
  length: number,
  { width, height }: Size,
  visit: (inBatch: number, inRow: number) => void,
): void {
  const lines = 3 * height;
  const batch = length / (lines * width);
  for (let b = 0; b < batch; b++) {
    for (let line = 0; line < lines; line++) visit((b * lines + line) * width, (line * batch + b) * width);
  }
}
