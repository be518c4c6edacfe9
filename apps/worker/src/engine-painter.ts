import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { asAtelierError } from '@atelier/contract/errors.ts';
import { orderOf } from '@atelier/contract/order.ts';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { bytesOf, memoryLimit } from '@atelier/core/engines/memory.ts';
import { asTooLarge } from '@atelier/core/engines/tiles/retreat.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { SHIPPED_PHOTOS, shippedPhotos } from '@atelier/core/learn/photos.ts';
import { learnPreset } from '@atelier/core/learn/preset.ts';
import { anyStyle } from '@atelier/core/networks/predictor.ts';
import { beside } from '@atelier/core/report/beside.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { presetFiles, useOwnPresets } from '@atelier/core/styles/catalogue-own.ts';
import { MAX_PAINTING_SIDE } from '@atelier/core/styles/preset-sizes.ts';
import { perceptual, predictor, transform } from '@atelier/core/transfer/networks.ts';
import { decodedSideOf, decodedStyleSideOf } from '@atelier/core/transfer/options.ts';
import { paint, paintRequest } from '@atelier/core/transfer/paint.ts';
import type { Preview } from '@atelier/discord/reply/progress.ts';
import type { Learnt } from '@atelier/queue/work-lessons.ts';
import { paintedClip } from './clip-painter.ts';
import type {
  LearnOptions,
  LearntLesson,
  PaintedJob,
  PaintedResult,
  PainterSettings,
  PaintOptions,
  PaintProgress,
  ServedPainter,
} from './painter.ts';
import { previewOf, resultOf } from './pictures.ts';

/** Paints in this very process, which hears of nothing else while a network computes: see `PainterProcess`. */
export async function openEnginePainter(settings: PainterSettings): Promise<ServedPainter> {
  const { device, threads } = settings;
  const memory = bytesOf(settings.memory);
  const engine = await chooseEngine({
    engine: settings.engine,
    device,
    threads: threads ?? undefined,
    memory,
  });
  // whoever is started for one job finds out with that
  const trial = settings.yields ? Promise.resolve() : warm(engine);
  const trouble = await trial.then(
    () => null,
    (error: unknown) => asAtelierError(error),
  );
  return {
    name: engine.name,
    device: engine.device,
    reason: engine.reason,
    // what a card has is not known
    memory: engine.device === 'cpu' || engine.device === 'wasm' ? Math.round(memoryLimit(memory)) : undefined,
    trouble,
    paint: (job, options) =>
      painted(engine, job, options).catch((error: unknown) => {
        throw asTooLarge(error);
      }),
    paintClip: (job, options) => {
      useOwnPresets(presetFiles(job.presets));
      return paintedClip(engine, job, options).catch((error: unknown) => {
        throw asTooLarge(error);
      });
    },
    ...(engine.transformBatch && { learn: (lesson, options) => learnt(engine, lesson, options) }),
    close: () => engine.close(),
  };
}

async function painted(engine: Engine, job: PaintedJob, options: PaintOptions): Promise<PaintedResult> {
  const { quality, size } = job;
  const { signal } = options;
  // one painting at a time: what comes with a job is all that this process has to know
  useOwnPresets(presetFiles(job.presets));
  const photo = await decode(job.photo, { maxSide: decodedSideOf(quality, size) });
  const style =
    job.style && (await decode(job.style, { maxSide: decodedStyleSideOf(quality, undefined, size) }));
  const sitting = new Sitting(options);
  const painting = await paint({
    ...paintRequest(orderOf(job), { photo, style, engine }),
    resume: job.checkpoint ?? undefined,
    lossesLater: true,
    signal,
    onProgress: (progress) => sitting.show(progress),
  });
  sitting.end();
  signal.throwIfAborted();
  return { ...(await resultOf(job, painting)), measure: painting.measure };
}

async function learnt(
  engine: Engine,
  lesson: LearntLesson,
  { signal, onProgress }: LearnOptions,
): Promise<Learnt> {
  const painting = await decode(lesson.painting, { maxSide: MAX_PAINTING_SIDE });
  const networks = {
    network: await perceptual(),
    transform: await transform(),
    predictor: anyStyle() ? await predictor() : undefined,
  };
  const photos = await shippedPhotos();
  const { bytes, seconds } = await learnPreset(
    {
      engine,
      ...networks,
      painting,
      photos,
      signal,
      onProgress: async ({ fraction }) => {
        onProgress(fraction);
        await turn();
      },
    },
    lesson,
  );
  return { bytes, seconds, card: await cardOf(engine, { bytes, painting }, signal) };
}

/** pixels: as high as chats show a picture that is wider */
const CARD_HEIGHT = 320;
/** longer side in pixels of the photo that stands on it */
const CARD_SAMPLE = 480;
const CARD_PHOTO = join(SHIPPED_PHOTOS, 'fig.jpg');

/** The painting beside a photo that was painted after it, the first one with this preset. */
async function cardOf(
  engine: Engine,
  { bytes, painting }: { bytes: Uint8Array; painting: Image },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const preset = 'learnt';
  useOwnPresets(presetFiles([{ name: preset, bytes }]));
  const photo = await decode(await readFile(CARD_PHOTO), { maxSide: CARD_SAMPLE });
  const { image } = await paint({ engine, photo, preset, quality: 'fast', size: CARD_SAMPLE, signal });
  return beside(painting, image, CARD_HEIGHT);
}

/** ms between two rows of progress: who shows them does so every few seconds, and wants the latest */
const ROW_MS = 250;

/** share of the work between two checkpoints at least, and ms: at most a tenth of the work is repeated, and ten are written */
const CHECKPOINT = { share: 0.1, ms: 500 };

/** Tells the progress of one painting, makes previews when they are wanted, and checkpoints on the way. */
class Sitting {
  readonly #onProgress: PaintOptions['onProgress'];
  readonly #onCheckpoint: PaintOptions['onCheckpoint'];
  #next = { share: CHECKPOINT.share, at: performance.now() + CHECKPOINT.ms };
  #wanted: PromiseWithResolvers<Preview | null>[] = [];
  #nextAt = 0;

  constructor({ onProgress, onCheckpoint }: PaintOptions) {
    this.#onProgress = onProgress;
    this.#onCheckpoint = onCheckpoint;
  }

  async show(progress: Progress): Promise<void> {
    const now = performance.now();
    if (this.#wanted.length > 0) this.#make(progress.preview());
    if (now >= this.#nextAt) {
      this.#nextAt = now + ROW_MS;
      this.#onProgress(this.#rowOf(progress));
    }
    this.#keep(progress, now);
    // not every engine lets messages in between two iterations
    await turn();
  }

  #keep({ fraction, checkpoint }: Progress, now: number): void {
    if (checkpoint === undefined || this.#onCheckpoint === undefined) return;
    if (fraction < this.#next.share || now < this.#next.at) return;
    this.#next = { share: fraction + CHECKPOINT.share, at: now + CHECKPOINT.ms };
    this.#onCheckpoint(checkpoint());
  }

  end(): void {
    for (const { resolve } of this.#wanted.splice(0)) resolve(null);
  }

  #rowOf({ iteration, iterations, fraction, width, height, content, style, total }: Progress): PaintProgress {
    const preview = () => {
      const wanted = Promise.withResolvers<Preview | null>();
      this.#wanted.push(wanted);
      return wanted.promise;
    };
    return { iteration, iterations, fraction, width, height, content, style, total, preview };
  }

  /** The painting goes on meanwhile. */
  #make(image: Image): void {
    for (const { resolve, reject } of this.#wanted.splice(0)) previewOf(image).then(resolve, reject);
  }
}

/** The trial picture: reads the weights and compiles fast quality's graphs, which serve every size. */
async function warm(engine: Engine): Promise<void> {
  const [width, height] = [64, 64];
  const photo = { width, height, data: new Float32Array(3 * width * height).fill(0.5) };
  const preset = PRESETS.find(({ fast }) => fast)?.name;
  await paint({ photo, preset, quality: preset === undefined ? 'high' : 'fast', engine });
}
