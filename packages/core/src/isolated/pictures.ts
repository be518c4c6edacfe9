/**
 * Opening strangers' pictures in a process of its own (process.ts): for those on whom many wait, such as the bot.
 * Errors of all: image.*, of clips also clip.*
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipLimits, ClipPlan } from '@atelier/contract/clip.ts';
import type { Inspected } from '../images/inspect.ts';
import { mayMove } from '../moving/film-type.ts';
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

/** As `lookAtClip`: what is to be painted of a moving picture; null: it does not move. */
export async function lookAtMoving(bytes: Uint8Array, limits: ClipLimits): Promise<ClipPlan | null> {
  if (!mayMove(bytes)) return null;
  return inFile(bytes, (file) => run('lookAtClip', file, limits));
}

/** So many frames of a clip, at even distances, as JPEG of at most `side` pixels. */
export const framesOfMoving = (
  bytes: Uint8Array,
  { limits, count, side }: { limits: ClipLimits; count: number; side: number },
): Promise<Uint8Array[]> => inFile(bytes, (file) => run('framesOf', file, limits, count, side));

/** ffmpeg moves about in a film. The file is removed here: the other process may be killed. */
async function inFile<T>(bytes: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-clip-'));
  try {
    const file = join(folder, 'clip');
    await writeFile(file, bytes, { mode: 0o600 });
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A picture squeezed into a square, for a classifier: side × side × 3, RGB interleaved, float32 in [0, 255]. */
export const squareOf = (bytes: Uint8Array, side: number): Promise<Float32Array> =>
  run('square', bytes, side);

/** Photo and painting side by side as a JPEG, each read to `maxSide` pixels at most. */
export const compared = (photo: Uint8Array, painted: Uint8Array, maxSide: number): Promise<Uint8Array> =>
  run('compare', photo, painted, maxSide);

/** As `beside`: a painting and what was painted after it as one JPEG, `height` pixels high. */
export const besideEachOther = (
  painting: Uint8Array,
  sample: Uint8Array,
  height: number,
): Promise<Uint8Array> => run('beside', painting, sample, height);

/** As `lossPlot`: that takes a moment of computing, in which the caller goes on. */
export const plotted = (losses: readonly LossRow[], words: PlotWords): Promise<Uint8Array> =>
  run('plot', losses, words);

/** A picture small, as WebP of at most `side` pixels. */
export const thumbnailOf = (picture: Uint8Array, side: number): Promise<Uint8Array> =>
  run('thumbnail', picture, side);
