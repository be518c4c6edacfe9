/**
 * Opening strangers' pictures in a process of its own (process.ts): for those on whom many wait, such as the bot.
 * Errors of all: image.*
 */
import type { Inspected } from '../images/inspect.ts';
import type { PlotWords } from '../report/loss-plot.ts';
import type { LossRow } from '../report/progress.ts';
import { PictureProcess } from './process.ts';
import type { TaskName, Tasks } from './tasks.ts';

const pictures = new PictureProcess();

function run<T extends TaskName>(task: T, ...args: Parameters<Tasks[T]>): ReturnType<Tasks[T]> {
  return pictures.run({ task, args }) as ReturnType<Tasks[T]>;
}

/** As `inspect`. */
export const inspectPicture = (bytes: Uint8Array): Promise<Inspected> => run('inspect', bytes);

/** A picture squeezed into a square, for a classifier: side × side × 3, RGB interleaved, float32 in [0, 255]. */
export const squareOf = (bytes: Uint8Array, side: number): Promise<Float32Array> =>
  run('square', bytes, side);

/** Photo and painting side by side as a JPEG, each read to `maxSide` pixels at most. */
export const compared = (photo: Uint8Array, painted: Uint8Array, maxSide: number): Promise<Uint8Array> =>
  run('compare', photo, painted, maxSide);

/** As `lossPlot`: that takes a moment of computing, in which the caller goes on. */
export const plotted = (losses: readonly LossRow[], words: PlotWords): Promise<Uint8Array> =>
  run('plot', losses, words);

/** A picture small, as WebP of at most `side` pixels. */
export const thumbnailOf = (picture: Uint8Array, side: number): Promise<Uint8Array> =>
  run('thumbnail', picture, side);
