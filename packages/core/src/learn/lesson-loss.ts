import type { TransformBatch } from '../engines/engine.ts';
import type { Losses } from '../objective/objective.ts';
import type { Judge } from './judge.ts';
import type { Lesson } from './lessons.ts';
import { SIDE } from './options.ts';
import { batchToRow, rowToBatch } from './row.ts';

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
