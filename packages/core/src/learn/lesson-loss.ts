import type { TransformBatch } from '../engines/engine.ts';
import type { Size } from '../images/image.ts';
import type { Losses } from '../objective/objective.ts';
import type { Judge } from './judge.ts';
import type { Lesson } from './lessons.ts';
import { SIDE } from './options.ts';

const SQUARE = { width: SIDE, height: SIDE };

/** Paints a lesson in the batch's style and judges it; the picture is then in `judge.picture`. */
export async function lossOf(batch: TransformBatch, judge: Judge, lesson: Lesson): Promise<Losses> {
  batch.pictures.set(lesson.pictures);
  await batch.forward();
  batchToRow(batch.results, SQUARE, judge.picture);
  return judge.judge(lesson.content);
}

/** The same with the gradient with respect to the style, in `batch.gradient`. */
export async function lossAndGradientOf(
  batch: TransformBatch,
  judge: Judge,
  lesson: Lesson,
): Promise<Losses> {
  const losses = await lossOf(batch, judge, lesson);
  rowToBatch(judge.gradient, SQUARE, batch.upstream);
  await batch.backward();
  return losses;
}

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
