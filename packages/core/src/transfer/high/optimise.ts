import type { Engine, Evaluator } from '../../engines/engine.ts';
import { fromPlanar, toPlanar } from '../../engines/planar.ts';
import { crop } from '../../images/canvas.ts';
import type { Image } from '../../images/image.ts';
import { resize } from '../../images/resize.ts';
import type { Network } from '../../networks/network.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import { createOptimiser } from '../../optimisers/create.ts';
import { type Grid, resizeMoments } from '../../optimisers/moments.ts';
import type { Moments } from '../../optimisers/optimiser.ts';
import type { OptimiserOptions } from '../../optimisers/options.ts';
import type { LossRow } from '../../report/progress.ts';
import type { Style } from '../../styles/style.ts';
import { canvasFor } from '../canvas.ts';
import { partsOf, type StylePart, styleTargets, withParts } from '../style/parts.ts';
import type { Level } from './pyramid.ts';
import { type StartRequest, startOf } from './start.ts';
import { Tracker, type TrackRequest } from './tracker.ts';

export interface OptimiseRequest extends TrackRequest {
  engine: Engine;
  network: Network;
  objective: Objective;
  photo: Image;
  /** one for the whole picture, or several, each with its weight and perhaps a mask */
  style: Style | readonly StylePart[];
  /** longer side of the painting for a level whose longer side is 1, usually 1: larger means coarser strokes */
  styleScale: number;
  levels: readonly Level[];
  seed: number;
  /** default: the photo in the paintings' colours */
  start?: StartRequest['start'];
  /** default: L-BFGS */
  optimiser?: OptimiserOptions;
}

export interface OptimiseResult {
  image: Image;
  iterations: number;
  losses: LossRow[];
}

/** Painting by optimisation (Gatys et al. 2016), coarse to fine. */
export async function optimise(request: OptimiseRequest): Promise<OptimiseResult> {
  const { levels, seed, start = 'colours', styleScale } = request;
  const parts = partsOf(request.style);
  const objective = withParts(request.objective, parts);
  request.engine.plan?.(request.network, objective, levels[levels.length - 1]); // refused now, not at the last level
  const tracker = new Tracker(request);
  const [{ width, height, side }] = levels;
  const photo = await resize(request.photo, width, height);
  const work: Work = {
    ...request,
    objective,
    parts,
    onCanvas: canvasFor(request.network, objective),
    tracker,
  };
  let picture = await startOf({ start, photo, parts, side: side * styleScale, seed });
  let carried: Carried | undefined;
  for (const level of levels) {
    picture = await resize(picture, level.width, level.height);
    ({ picture, carried } = await paintLevel(work, level, picture, carried));
  }
  return { image: picture, iterations: tracker.iterations, losses: tracker.finish() };
}

interface Work extends OptimiseRequest {
  parts: readonly StylePart[];
  onCanvas: (image: Image) => Image;
  tracker: Tracker;
}

/** What one level leaves to the next beside the picture. */
interface Carried {
  moments: Moments | undefined;
  grid: Grid;
}

async function paintLevel(
  work: Work,
  level: Level,
  start: Image,
  before: Carried | undefined,
): Promise<{ picture: Image; carried: Carried }> {
  const { engine, network, objective, parts, onCanvas } = work;
  const inLevel = async (image: Image) => onCanvas(await resize(image, level.width, level.height));
  const canvas = onCanvas(start);
  const photo = await inLevel(work.photo);
  const evaluator = await engine.evaluator(network, objective, canvas);
  try {
    evaluator.setTargets({
      content: await engine.features(network, layersOf(objective.content), photo),
      style: await styleTargets(
        parts,
        { network, layers: layersOf(work.objective.style), side: level.side * work.styleScale },
        inLevel,
      ),
    });
    toPlanar(canvas, evaluator.picture);
    const grid = { picture: level, canvas };
    const moments = await minimise(work, evaluator, grid, level, before);
    const picture = crop(
      fromPlanar(evaluator.picture, canvas.width, canvas.height),
      level.width,
      level.height,
    );
    return { picture, carried: { moments, grid } };
  } finally {
    await evaluator.close();
  }
}

async function minimise(
  { tracker, optimiser: options, signal }: Work,
  evaluator: Evaluator,
  grid: Grid,
  level: Level,
  before: Carried | undefined,
): Promise<Moments | undefined> {
  const { picture, gradient } = evaluator;
  const { width, height } = grid.canvas;
  const carried = before && resizeMoments(before.moments, before.grid, grid);
  const optimiser = createOptimiser(picture.length, options, carried);
  const preview = () => crop(fromPlanar(picture, width, height), level.width, level.height);
  let i = 0;
  for (; i < level.iterations && !optimiser.finished; i++) {
    const losses = await evaluator.evaluate(signal);
    await tracker.report(level, losses, preview);
    optimiser.step(picture, losses.total, gradient);
  }
  tracker.skip(level, level.iterations - i);
  optimiser.settle(picture);
  return optimiser.moments;
}
