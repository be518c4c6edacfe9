import type { Engine, TransformBatch } from '../engines/engine.ts';
import { fromPlanar } from '../engines/planar.ts';
import { AtelierError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import type { Network } from '../networks/network.ts';
import type { Predictor } from '../networks/predictor.ts';
import type { TransformNetwork } from '../networks/transform.ts';
import { GATYS_LAYERS } from '../objective/objectives.ts';
import { createOptimiser } from '../optimisers/create.ts';
import type { LossRow, Progress } from '../report/progress.ts';
import { imageStatistics } from '../styles/image-style.ts';
import { predictedVector } from '../styles/predict-style.ts';
import { average, mixVectors, type Statistics } from '../styles/style.ts';
import { checked } from '../transfer/options.ts';
import { Balance } from './balance.ts';
import { Judge } from './judge.ts';
import { lossAndGradientOf } from './lesson-loss.ts';
import { type Lesson, lessonsFrom, ROW, shuffler } from './lessons.ts';
import { AVERAGE, BATCHES, CONTENT, CROPS, FAR, LEARN, NEAR, RATE, SIDE, TRIED_ON } from './options.ts';
import { bestStart, type Candidate, type Start } from './start.ts';
import { Trace } from './trace.ts';

export interface LearnRequest {
  engine: Engine;
  /** the loss network */
  network: Network;
  transform: TransformNetwork;
  painting: Image;
  /** photos to learn on, at least one */
  photos: readonly Image[];
  /** see LEARN */
  steps?: number | undefined;
  seed?: number | undefined;
  /** where there is one, what it predicts is a vector to begin with, beside the known presets and their mean */
  predictor?: Predictor | undefined;
  signal?: AbortSignal;
  /** called after each step; awaited */
  onProgress?: (progress: Progress) => void | Promise<void>;
}

export interface Learnt {
  vector: Float32Array;
  /** what it began with: name of a preset, or what else it was */
  start: string;
  steps: number;
  /** of every tenth step and the last, each the mean over the steps since the row before */
  losses: LossRow[];
  seconds: number;
}

/**
 * Fits the style vector, and nothing else, of a transform network to a painting (Dumoulin et al. 2017, section
 * 3.2). Errors: engine.unavailable where the engine has no such gradient, job.cancelled, option.invalid.
 */
export async function learn(request: LearnRequest): Promise<Learnt> {
  const begin = performance.now();
  const { engine, network, transform, photos, signal } = request;
  const steps = checked('steps', request.steps ?? LEARN.steps.default, LEARN.steps);
  const seed = checked('seed', request.seed ?? LEARN.seed.default, LEARN.seed);
  if (engine.transformBatch === undefined) {
    throw new AtelierError('engine.unavailable', { engine: engine.name, reason: 'it cannot learn presets' });
  }
  const count = Math.min(BATCHES, Math.max(steps, TRIED_ON));
  const { grain } = transform;
  const lessons = await lessonsFrom({ engine, network, photos, grain, count, seed, signal });
  stopIfAborted(signal);
  const [near, far] = [await statisticsAt(request, NEAR), await statisticsAt(request, FAR)];
  const openJudge = (contentWeight: number) => {
    return Judge.open({ engine, network, size: ROW, near, far, contentWeight });
  };
  const batch = await engine.transformBatch(transform, { width: SIDE, height: SIDE, batch: CROPS });
  try {
    const fitted = await fit(request, { batch, openJudge, lessons, steps, seed });
    return { ...fitted, steps, seconds: (performance.now() - begin) / 1000 };
  } finally {
    await batch.close();
  }
}

interface Prepared {
  batch: TransformBatch;
  openJudge: (contentWeight: number) => Promise<Judge>;
  lessons: readonly Lesson[];
  steps: number;
  seed: number;
}

async function fit(
  request: LearnRequest,
  { batch, openJudge, lessons, steps, seed }: Prepared,
): Promise<Pick<Learnt, 'vector' | 'start' | 'losses'>> {
  let judge = await openJudge(CONTENT.weight);
  try {
    const start = await startOf(request, { batch, judge, lessons });
    batch.style.set(start.vector);
    const balance = new Balance(start.usualContent);
    const options = { optimiser: 'adam', rate: RATE, average: AVERAGE } as const;
    const optimiser = createOptimiser(batch.style.length, options);
    const nextLesson = shuffler(lessons, seed);
    const trace = new Trace(steps);
    for (let step = 1; step <= steps; step++) {
      stopIfAborted(request.signal);
      const losses = await lossAndGradientOf(batch, judge, nextLesson());
      optimiser.step(batch.style, losses.total, batch.gradient);
      trace.add(step, losses);
      const preview = () => fromPlanar(judge.picture, ROW.width, ROW.height);
      await request.onProgress?.({
        ...trace.latest,
        iterations: steps,
        fraction: step / steps,
        ...ROW,
        preview,
      });
      if (balance.add(losses.content) && step < steps) {
        const next = await openJudge(balance.weight);
        await judge.close();
        judge = next;
      }
    }
    optimiser.settle(batch.style);
    return { vector: batch.style.slice(), start: start.name, losses: trace.rows };
  } finally {
    await judge.close();
  }
}

async function statisticsAt(
  { engine, network, painting }: LearnRequest,
  sides: readonly number[],
): Promise<Statistics> {
  const all: Statistics[] = [];
  for (const side of sides) all.push(await imageStatistics(engine, network, GATYS_LAYERS, painting, side));
  return average(all);
}

async function startOf(
  { engine, network, painting, transform: { styles }, predictor }: LearnRequest,
  on: Parameters<typeof bestStart>[2],
): Promise<Start> {
  const vectors = [...styles.values()];
  const candidates: Candidate[] = [...styles].map(([name, vector]) => ({ name, vector }));
  candidates.push({
    name: 'the mean of all',
    vector: mixVectors(
      vectors,
      vectors.map(() => 1 / vectors.length),
    ),
  });
  if (predictor !== undefined) {
    const vector = await predictedVector({ engine, network, predictor }, painting);
    candidates.push({ name: 'the prediction', vector });
  }
  return bestStart(candidates, new Set(styles.keys()), on);
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AtelierError('job.cancelled');
}
