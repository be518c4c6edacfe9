import type { Checkpoint } from '@atelier/contract/job.ts';
import type { Engine, Evaluator } from '../../engines/engine.ts';
import { fromPlanar, toPlanar } from '../../engines/planar.ts';
import { cut } from '../../images/canvas.ts';
import type { Image } from '../../images/image.ts';
import { resize } from '../../images/resize.ts';
import type { Network } from '../../networks/network.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import { stencilTerms } from '../../objective/stencils.ts';
import { createOptimiser } from '../../optimisers/create.ts';
import { type Grid, resizeMoments } from '../../optimisers/moments.ts';
import { multilevel } from '../../optimisers/multilevel.ts';
import type { Moments } from '../../optimisers/optimiser.ts';
import type { OptimiserOptions } from '../../optimisers/options.ts';
import { approach } from '../../optimisers/vectors.ts';
import type { LossRow } from '../../report/progress.ts';
import type { Style } from '../../styles/style.ts';
import { canvasFor, MARGIN } from '../canvas.ts';
import { partsOf, type StylePart, styleTargets, withParts } from '../style/parts.ts';
import { type Anchor, addAnchor } from './anchor.ts';
import { checkpointKey, type Resumption, writeCheckpoint } from './checkpoint.ts';
import { contentTargets, type Emphasis, withEmphasis } from './emphasis.ts';
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
  /** default: the photo in the paintings' colours; a function is asked only where the painting begins */
  start?: StartRequest['start'] | (() => Promise<StartRequest['start']>);
  /** default: L-BFGS */
  optimiser?: OptimiserOptions | undefined;
  /** goes on from there, where it is of this very painting */
  resume?: Checkpoint | undefined;
  /** where content counts more; default: the same everywhere */
  emphasis?: Emphasis | undefined;
  /** what the picture shall stay near to, at a level of its size; default: nothing */
  anchor?: Anchor;
  /** when it has enough style, at the last level; default: it goes on to its end */
  enough?: Enough;
}

/** A painting ends early once its style loss is what `goal` makes of that of another picture. */
export interface Enough {
  other: Image;
  goal(style: number): number;
}

export interface OptimiseResult {
  image: Image;
  iterations: number;
  losses: LossRow[];
}

/** Painting by optimisation (Gatys et al. 2016), coarse to fine. */
export async function optimise(request: OptimiseRequest): Promise<OptimiseResult> {
  const { levels } = request;
  const parts = partsOf(request.style);
  const objective = withEmphasis(withParts(request.objective, parts), request.emphasis);
  request.engine.memoryPlan?.(request.network, objective, levels[levels.length - 1]!); // refused now, not at the last level
  const margin = marginOf(request);
  const key = checkpointKey(request.network, levels, margin);
  const resumed = request.resume && (await resumption(request.resume, key));
  const tracker = new Tracker(request, resumed?.track);
  const onCanvas = canvasFor(request.network, objective, margin);
  const work: Work = { ...request, objective, parts, margin, onCanvas, tracker, key };
  let picture = resumed === undefined ? await startOfWork(work) : undefined;
  let carried: Carried | undefined;
  for (const [index, level] of levels.entries()) {
    if (index < (resumed?.level ?? 0)) continue;
    const from = index === resumed?.level ? resumed : undefined;
    // a resumed level is begun by its canvas; what it is given here only says how large that is
    const start = await resize(picture ?? request.photo, level.width, level.height);
    ({ picture, carried } = await paintLevel(work, { index, level, start, from }, carried));
  }
  if (picture === undefined) throw new Error('Expected at least one level');
  return { image: picture, iterations: tracker.iterations, losses: tracker.finish() };
}

/** What begins with a painting, or stays near one, has no seams to be cropped away. */
function marginOf({ levels, anchor }: OptimiseRequest): number {
  return levels.length > 1 && anchor === undefined ? MARGIN : 0;
}

async function startOfWork(work: Work): Promise<Image> {
  const { levels, photo, parts, seed, start, styleScale, anchor } = work;
  const { width, height, side } = levels[0]!;
  const small = await resize(photo, width, height);
  const made = typeof start === 'function' ? await start() : start;
  const noise = anchor === undefined; // a predecessor's noise would stay
  return startOf({ start: made ?? 'colours', photo: small, parts, side: side * styleScale, seed, noise });
}

async function resumption(from: Checkpoint, key: string): Promise<Resumption | undefined> {
  const { readCheckpoint } = await import('./resume.ts');
  return readCheckpoint(from, key) ?? undefined;
}

interface Work extends OptimiseRequest {
  parts: readonly StylePart[];
  /** pixels of the canvas around the picture */
  margin: number;
  onCanvas: (image: Image) => Image;
  tracker: Tracker;
  /** what its checkpoints are told apart by */
  key: string;
}

/** One level, and where it is gone on with that was broken off. */
interface Task {
  index: number;
  level: Level;
  start: Image;
  from: Resumption | undefined;
}

/** What one level leaves to the next beside the picture. */
interface Carried {
  moments: Moments | undefined;
  grid: Grid;
}

async function paintLevel(
  work: Work,
  task: Task,
  before: Carried | undefined,
): Promise<{ picture: Image; carried: Carried }> {
  const { margin, onCanvas } = work;
  const { level, start, from } = task;
  const inLevel = placed(work, level);
  const canvas = onCanvas(start);
  const evaluator = await evaluatorOf(work, level, canvas);
  try {
    const enough =
      task.index === work.levels.length - 1 ? await styleThatIsEnough(work, evaluator, inLevel) : NEVER;
    if (from === undefined) toPlanar(canvas, evaluator.picture);
    else evaluator.picture.set(from.canvas);
    const grid = { picture: level, canvas, margin };
    const moments = await minimise(work, evaluator, grid, { ...task, enough }, before);
    return { picture: pictureOn(evaluator.picture, grid), carried: { moments, grid } };
  } finally {
    await evaluator.close();
  }
}

type Evaluated = Pick<
  Work,
  'engine' | 'network' | 'objective' | 'parts' | 'styleScale' | 'photo' | 'emphasis' | 'onCanvas'
>;

function placed({ onCanvas }: Pick<Work, 'onCanvas'>, { width, height }: Level) {
  return async (image: Image) => onCanvas(await resize(image, width, height));
}

/** With the photo and the style as they are at a level. */
async function evaluatorOf(work: Evaluated, level: Level, canvas: Image): Promise<Evaluator> {
  const { engine, network, objective, parts } = work;
  const inLevel = placed(work, level);
  const photo = await inLevel(work.photo);
  const evaluator = await engine.evaluator(network, atSide(objective, level.side), canvas);
  try {
    const side = level.side * work.styleScale;
    evaluator.setTargets({
      content: await contentTargets(work, photo, inLevel),
      style: await styleTargets(parts, { network, layers: layersOf(objective.style), side }, inLevel),
    });
    return evaluator;
  } catch (error) {
    await evaluator.close();
    throw error;
  }
}

/** Style losses of pictures that are there, in the size of the last level. */
export async function styleLosses(request: OptimiseRequest, pictures: readonly Image[]): Promise<number[]> {
  const { network, levels, signal } = request;
  const level = levels[levels.length - 1]!;
  const parts = partsOf(request.style);
  const objective = withEmphasis(withParts(request.objective, parts), request.emphasis);
  const work = { ...request, parts, objective, onCanvas: canvasFor(network, objective) };
  const inLevel = placed(work, level);
  const evaluator = await evaluatorOf(work, level, await inLevel(request.photo));
  try {
    const styles: number[] = [];
    for (const picture of pictures) {
      toPlanar(await inLevel(picture), evaluator.picture);
      styles.push((await evaluator.evaluate(signal)).style);
    }
    return styles;
  } finally {
    await evaluator.close();
  }
}

/** The evaluator's picture is another one then. */
async function styleThatIsEnough(
  { enough, signal }: Work,
  evaluator: Evaluator,
  inLevel: (image: Image) => Promise<Image>,
): Promise<number> {
  if (enough === undefined) return NEVER;
  toPlanar(await inLevel(enough.other), evaluator.picture);
  const { style } = await evaluator.evaluate(signal);
  return enough.goal(style);
}

/** What is painted on a canvas, without what lies around it. canvas: planar */
function pictureOn(canvas: Float32Array, { picture, canvas: { width, height }, margin = 0 }: Grid): Image {
  const place = { left: margin, top: margin, width: picture.width, height: picture.height };
  return cut(fromPlanar(canvas, width, height), place);
}

/** Longer side in pixels up to which the stencils' terms count as the objective says. */
const CURVED = 512;

/** Waves of two pixels are less of a larger picture: they cost as much more as it is larger. */
function atSide(objective: Objective, side: number): Objective {
  const factor = Math.max(1, side / CURVED);
  const weights = stencilTerms(objective).map((term) => [term, factor * objective[term]!]);
  return { ...objective, ...Object.fromEntries(weights) };
}

/**
 * Iterations of a level that are done again after a checkpoint in it, on the canvas as it is: what an optimiser loses with
 * its memory. Without them a painting broken off at three quarters ended with a loss nearly one per cent higher.
 */
const REGATHERED = 4;
/** Less than any style loss, also than that of a painting without style. */
const NEVER = Number.NEGATIVE_INFINITY;
/** Iterations of a painting that has enough style as it begins: something in it may be new all the same. */
const LEAST = 2;

async function minimise(
  { tracker, optimiser: options, signal, key, anchor }: Work,
  evaluator: Evaluator,
  grid: Grid,
  { index, level, from, enough }: Task & { enough: number },
  coarser: Carried | undefined,
): Promise<Moments | undefined> {
  const { picture, gradient } = evaluator;
  const carried = coarser && resizeMoments(coarser.moments, coarser.grid, grid);
  const precondition = multilevel(grid.canvas);
  const optimiser = createOptimiser(picture.length, options, { carried, precondition });
  const preview = () => pictureOn(picture, grid);
  let i = from?.done ?? 0;
  let best: Reached = { total: Number.POSITIVE_INFINITY, style: Number.POSITIVE_INFINITY };
  let before: Reached | undefined;
  const isEnough = () => best.style <= enough && i >= LEAST;
  for (; i < level.iterations && !optimiser.finished && !isEnough(); i++) {
    const losses = await evaluator.evaluate(signal);
    if (anchor?.image.width === level.width)
      losses.total += addAnchor(anchor, picture, gradient, grid.canvas.width);
    const done = Math.max(0, i - REGATHERED);
    const track = tracker.trackBefore(level, i - done);
    const checkpoint = (fraction: number) =>
      writeCheckpoint(key, { level: index, done, track, canvas: picture }, fraction);
    await tracker.report(level, losses, { preview, checkpoint });
    if (losses.total < best.total) {
      before = best;
      best = { ...losses, ...(enough > NEVER && { canvas: picture.slice() }) };
    }
    optimiser.step(picture, losses.total, gradient);
  }
  tracker.skip(level, level.iterations - i);
  optimiser.settle(picture);
  // an iteration may go a tenth too far; the first steps, for what may be new, are whole ones
  if (isEnough() && i > LEAST && before?.canvas) {
    approach(picture, (enough - best.style) / (before.style - best.style), before.canvas);
  }
  return optimiser.moments;
}

/** A point with the least loss until then. canvas: there only where there may be enough of the style at some point */
interface Reached {
  total: number;
  style: number;
  canvas?: Float32Array;
}
