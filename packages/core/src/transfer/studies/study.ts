import type { Engine } from '../../engines/engine.ts';
import type { Image } from '../../images/image.ts';
import type { Network } from '../../networks/network.ts';
import type { Objective } from '../../objective/objective.ts';
import type { OptimiserOptions } from '../../optimisers/options.ts';
import type { LossRow, Progress } from '../../report/progress.ts';
import { optimise } from '../high/optimise.ts';
import { pyramid } from '../high/pyramid.ts';
import { checked, checkedNumber, OPTIONS } from '../options.ts';
import type { ScheduleOptions } from '../request.ts';
import type { StylePart } from '../style/parts.ts';

/** What reconstruction, texture and dream have in common: a part of the objective by itself. */
export interface StudyRequest extends ScheduleOptions {
  engine: Engine;
  /** the loss network; layers are named as there */
  network: Network;
  /** longer side of the result in pixels, see STUDY_OPTIONS.size */
  size?: number | undefined;
  /** see OPTIONS.seed */
  seed?: number | undefined;
  /** see OPTIMISER_OPTIONS; default L-BFGS */
  optimiser?: OptimiserOptions | undefined;
  /** weight of the total variation, see OPTIONS.variation */
  variation?: number | undefined;
  /** see OPTIONS.traceEvery */
  traceEvery?: number;
  /** ends the work within one iteration, with `job.cancelled` */
  signal?: AbortSignal;
  /** called after each iteration; awaited */
  onProgress?: (progress: Progress) => void | Promise<void>;
}

export interface Study {
  image: Image;
  /** which engine computed it and on which device, for example `onnx` on `cpu` */
  engine: string;
  device: string;
  /** wall-clock time in seconds */
  seconds: number;
  /** over all sizes */
  iterations: number;
  seed: number;
  /** SHA-256 of the network's weights */
  network: string;
  losses: LossRow[];
}

/** Longer side of a study in pixels: as for high quality, a study only looks at less. */
export const STUDY_OPTIONS = {
  size: { min: OPTIONS.size.high.min, max: OPTIONS.size.high.max, default: 384 },
} as const;

interface Plan {
  /** what the content terms look at; its aspect is the result's */
  photo: Image;
  objective: Pick<Objective, 'content' | 'style'>;
  style: readonly StylePart[];
  start: number;
  /** longer side of the painting over that of the result */
  styleScale: number;
  /** where none is asked for */
  variation: number;
}

/** Keeps values displayable, as in OBJECTIVE. */
const RANGE = 10;

/** Runs one part of the method, with what all parts have in common checked. */
export async function study(request: StudyRequest, plan: Plan): Promise<Study> {
  const begin = performance.now();
  const { engine, network, iterations, levels, coarsest, optimiser, signal, onProgress } = request;
  const seed = checked('seed', request.seed ?? OPTIONS.seed.default, OPTIONS.seed);
  const size = checked('size', request.size ?? STUDY_OPTIONS.size.default, STUDY_OPTIONS.size);
  const variation = checkedNumber('variation', request.variation ?? plan.variation, OPTIONS.variation);
  const traceEvery = checked(
    'traceEvery',
    request.traceEvery ?? OPTIONS.traceEvery.default,
    OPTIONS.traceEvery,
  );
  const result = await optimise({
    engine,
    network,
    objective: { ...plan.objective, variation, range: RANGE },
    photo: plan.photo,
    style: plan.style,
    styleScale: plan.styleScale,
    start: plan.start,
    levels: pyramid(plan.photo.width, plan.photo.height, size, { iterations, levels, coarsest }),
    seed,
    optimiser,
    traceEvery,
    signal,
    onProgress,
  });
  const seconds = (performance.now() - begin) / 1000;
  return { ...result, engine: engine.name, device: engine.device, seconds, seed, network: network.digest };
}
