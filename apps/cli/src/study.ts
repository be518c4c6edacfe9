import type { Engine } from '@atelier/core/engines/engine.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { formatOf } from '@atelier/core/images/formats.ts';
import type { Image } from '@atelier/core/images/image.ts';
import type { Network, Pooling } from '@atelier/core/networks/network.ts';
import { lossNetwork } from '@atelier/core/transfer/networks.ts';
import { STUDY_OPTIONS, type Study, type StudyRequest } from '@atelier/core/transfer/studies/study.ts';
import { VERSION } from '@atelier/core/version.ts';
import { type EngineFlags, openEngine } from './engine-flags.ts';
import { expectApart, expectWritable, readPicture, write } from './files.ts';
import { interruptible } from './interrupt.ts';
import { progressBar } from './progress-bar.ts';
import { type RecordFlags, recorder } from './style-record.ts';
import { type TuningFlags, tuningOf, typedAgain } from './style-tuning.ts';
import { summaryOf } from './summary.ts';

/** What reconstruct, texture and dream have in common. */
export interface StudyFlags extends TuningFlags, RecordFlags, EngineFlags {
  size?: number;
  seed?: number;
  out: string;
  json?: boolean;
}

/** Flags that change no picture. */
const SILENT = 'out json plot losses timeLapse keepIn keepEvery seed size engine device threads memory'.split(
  ' ',
);

/** One file in, one file out, as `atelier NAME FILE`; `work` is the library's function. */
export async function runStudy(
  name: string,
  file: string,
  flags: StudyFlags,
  work: (image: Image, request: StudyRequest) => Promise<Study>,
): Promise<void> {
  const format = formatOf(flags.out);
  const { out, plot, losses, timeLapse } = flags;
  await expectApart([file], { '--out': out, '--plot': plot, '--losses': losses, '--time-lapse': timeLapse });
  await expectWritable(out);
  const record = await recorder(flags);
  const image = await readPicture(file, { maxSide: STUDY_OPTIONS.size.max });
  await withNetwork(flags, async (engine, network, signal) => {
    const bar = progressBar();
    const { objective, optimiser, schedule } = tuningOf(flags) ?? {};
    const request = { engine, network, size: flags.size, seed: flags.seed, optimiser, signal, ...schedule };
    try {
      const study = await work(image, {
        ...request,
        variation: objective?.variation,
        async onProgress(progress) {
          await bar.update(progress);
          await record.offer(progress);
        },
      });
      bar.stop();
      await write(flags.out, await encode(study.image, { format, comment: commentOf(name, flags, study) }));
      await record.finish(study, name);
      process.stdout.write(flags.json ? jsonOf(study, flags.out) : summaryOf(study, flags.out));
    } finally {
      bar.stop();
    }
  });
}

/** Opens an engine and the network that was asked for, and closes the engine whatever happens. */
export async function withNetwork(
  flags: { network?: string; pooling?: string } & EngineFlags,
  work: (engine: Engine, network: Network, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { network: name, pooling } = flags;
  const network = await lossNetwork({ network: name, pooling: pooling as Pooling | undefined });
  const engine = await openEngine(flags);
  try {
    await interruptible((signal) => work(engine, network, signal));
  } finally {
    await engine.close();
  }
}

function commentOf(name: string, flags: StudyFlags, { seed, network }: Study): string {
  const shown = Object.keys(flags).filter((flag) => !SILENT.includes(flag));
  const parts = [name, typedAgain(flags, shown), `seed ${seed}`, `network ${network.slice(0, 12)}`];
  return [...parts, `Atelier ${VERSION}`].filter(Boolean).join(', ');
}

function jsonOf({ image: { width, height }, ...study }: Study, out: string): string {
  return `${JSON.stringify({ width, height, ...study, out })}\n`;
}
