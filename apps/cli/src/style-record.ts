import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '@atelier/core/errors.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { Frames } from '@atelier/core/report/frames.ts';
import { lossCsv } from '@atelier/core/report/loss-csv.ts';
import { lossPlot } from '@atelier/core/report/loss-plot.ts';
import type { Painting } from '@atelier/core/report/painting.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import { frameOf, timeLapse, timeLapseFormatOf } from '@atelier/core/report/time-lapse.ts';
import { checked, OPTIONS } from '@atelier/core/transfer/options.ts';
import { expectPng, expectWritable, unwritable, write } from './files.ts';

/** What is written beside the picture. */
export interface RecordFlags {
  plot?: string;
  losses?: string;
  timeLapse?: string;
  keepIn?: string;
  keepEvery?: number;
}

export interface Recorder {
  offer(progress: Progress): Promise<void>;
  finish(painting: Pick<Painting, 'image' | 'losses'>, title: string): Promise<void>;
}

/** Pictures of a film beside the last: five seconds of it, and less than 200 MB of memory. */
const FRAMES = 60;

/** Made before painting begins, so that a wrong ending or a missing ffmpeg is said at once. */
export async function recorder({
  plot,
  losses,
  timeLapse: film,
  keepIn,
  keepEvery,
}: RecordFlags): Promise<Recorder> {
  const every = checked('--keep-every', keepEvery ?? OPTIONS.traceEvery.default, OPTIONS.traceEvery);
  if (keepEvery !== undefined && film === undefined && keepIn === undefined) {
    throw new AtelierError('option.invalid', {
      option: '--keep-every',
      expected: '--keep-in or --time-lapse beside it',
      received: 'neither',
    });
  }
  expectPng('--plot', plot);
  const format = film === undefined ? undefined : await timeLapseFormatOf(film);
  await expectWritable(plot, losses, film);
  const frames = new Frames(FRAMES, keepEvery ?? 1);
  if (keepIn !== undefined) await makeFolder(keepIn);
  return {
    async offer({ iteration, preview }) {
      if (format !== undefined) frames.offer(() => frameOf(preview()));
      if (keepIn === undefined || iteration % every !== 0) return;
      const name = `${String(iteration).padStart(6, '0')}.png`;
      await write(join(keepIn, name), await encode(preview(), { format: 'png' }));
    },
    async finish({ image, losses: rows }, title) {
      if (plot !== undefined) await write(plot, await lossPlot(rows, { title }));
      if (losses !== undefined) await write(losses, Buffer.from(lossCsv(rows)));
      if (format !== undefined) await write(film!, await timeLapse(frames.finish(image), format));
    },
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}
