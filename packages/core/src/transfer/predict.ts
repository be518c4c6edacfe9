import type { Quality } from '@atelier/contract/order.ts';
import type { Engine } from '../engines/engine.ts';
import { findFaces, looksAt } from '../faces/find-faces.ts';
import type { Size } from '../images/image.ts';
import { fit, resample } from '../images/resize.ts';
import { layersOf } from '../objective/objective.ts';
import { OBJECTIVE } from '../objective/objectives.ts';
import { canvasFor } from './canvas.ts';
import type { Looked } from './fast/paint-fast.ts';
import type { FastPass } from './fast/passes.ts';
import { type FastStyles, fastPlan } from './fast/plan.ts';
import { startPasses } from './high/fast-start.ts';
import { type HighPlan, highPlan } from './high/plan.ts';
import type { Level } from './high/pyramid.ts';
import { refining, refiningLevel } from './high/refine.ts';
import { measure } from './measure.ts';
import { faceDetector } from './networks.ts';
import { longSideOf } from './options.ts';
import type { PaintRequest } from './request.ts';
import { planFor, type StrengthPlan } from './strength.ts';
import { styleTargets, withParts } from './style/parts.ts';
import type { RegionPlan } from './style/regions.ts';

/** What a painting will take, before it is begun. */
export interface Prediction {
  /** of the result, pixels */
  width: number;
  height: number;
  iterations: number;
  /** at the finest level, or the strips of a pass in fast; 1: in one piece */
  tiles: number;
  /** memory of the whole process at its peak; null: the engine does not know */
  bytes: number | null;
  /**
   * from photo to picture in a process that begins with it, with the losses where they do not come later; by a short
   * measurement on this machine as busy as it is now, right within MARGIN
   */
  seconds: number;
}

/** Share by which the seconds may be wrong on a machine that does nothing else. */
export const MARGIN = 0.3;

/** Side of what is measured, where the picture is as large: sizes run as fast by the pixel as large ones from here on; at 256 a tenth slower. */
const TRIAL_SIDE = 384;
/** Of what is enlarged, and looked at for faces. */
const SMALL_SIDE = 256;
const TRIALS = 3;
/** Optimiser, resizing and copies beside loss and gradient: 1.3 of 8.9 s (docs/benchmarks.md). */
const BESIDE = 1.17;
/** Content features, style statistics and the memory of the first evaluation of one level, in evaluations of its size. */
const BEFORE_LEVEL = 1.5;
/** The forward pass for the statistics beside the pass with the gradient. */
const FIRST_PASS = 0.45;
/** A fast pass in strips computes its last third twice, for the statistics and for the picture. */
const IN_STRIPS = 1.6;
/** Scaling, mixing and grain of a fast picture, in enlargements of as many pixels. */
const PICTURE_WORK = 6;

/**
 * Memory and time of `paint` with the same request, which is refused for the same reasons.
 * @example
 * const { seconds, bytes } = await predict({ engine, photo, preset: 'udnie', quality: 'high', size: 2048 });
 */
export async function predict(request: PaintRequest): Promise<Prediction> {
  const { photo, quality, size, strength } = request;
  const longSide = longSideOf(quality, { width: photo.width, height: photo.height, size });
  return WAYS[quality](request, longSide, planFor(quality, strength));
}

type Way = (request: PaintRequest, longSide: number, plan: StrengthPlan) => Promise<Prediction>;
const WAYS: Record<Quality, Way> = { fast: predictFast, high: predictHigh };

async function predictHigh(
  request: PaintRequest,
  longSide: number,
  { painting }: StrengthPlan,
): Promise<Prediction> {
  const { engine, photo } = request;
  const { plan: high, loading } = await planned(engine, 'high', () => highPlan(request, longSide));
  const { network, styles } = high;
  const levels = painting === 0 ? high.levels.slice(-1).map(notPainted) : high.levels;
  const objective = withParts(high.objective, styles.parts);
  const masked = styles.parts.filter(({ mask }) => mask !== undefined).length;
  const side = Math.min(TRIAL_SIDE, Math.round(Math.sqrt(areaOf(levels.at(-1)!))));
  const key = `${side} ${network.digest} ${network.pooling} ${masked} ${JSON.stringify(objective)}`;
  const before = painting === 0 ? 0 : await beforeLevels(request, high);
  const trial = await once(engine, key, () => trialOf(engine, high, side));
  const perPixel = trial.again / side ** 2;
  const plans = levels.map((level) => engine.memoryPlan?.(network, objective, level));
  const seconds = levels.map(({ width, height, iterations }, i) => {
    const layout = plans[i]?.layout;
    const computed = layout ? layout.tiles.length * layout.cut.width * layout.cut.height : width * height;
    const evaluation = computed * perPixel * (layout ? 1 + FIRST_PASS : 1);
    return evaluation * (BESIDE * iterations + BEFORE_LEVEL) + compilingIn(trial);
  });
  const { width, height } = fit(photo.width, photo.height, longSide);
  const known = plans.flatMap((plan) => (plan === undefined ? [] : [plan.bytes]));
  return {
    width,
    height,
    iterations: levels.reduce((sum, level) => sum + level.iterations, 0),
    tiles: plans.at(-1)?.layout?.tiles.length ?? 1,
    bytes: known.length === 0 ? null : Math.max(...known),
    seconds: seconds.reduce((a, b) => a + b, loading + before),
  };
}

/** A plan, and the seconds that reading the networks for the first one of its kind took. */
async function planned<Plan>(engine: Engine, quality: Quality, make: () => Promise<Plan>) {
  const begin = performance.now();
  const plan = await make();
  const first = secondsSince(begin);
  const read = await once(engine, `plan ${quality}`, async () => ({ first, again: 0 }));
  return { plan, loading: read.first };
}

/** Seconds of looking for faces, and of the fast painting where there is one to begin with. */
async function beforeLevels(request: PaintRequest, high: HighPlan): Promise<number> {
  const looking = await lookingForFaces(request);
  if (high.fast === undefined) return looking;
  return looking + (await passing(request, { ...high.fast, ...startPasses(request, high) }));
}

/** Strength 0: the losses of the photo are measured, and that is all. */
function notPainted(level: Level): Level {
  return { ...level, iterations: 0 };
}

/** Seconds. */
interface Trial {
  /** of the first run, which compiles and takes memory */
  first: number;
  /** of the fastest run after it */
  again: number;
}

const trials = new WeakMap<Engine, Map<string, Promise<Trial>>>();

/** Measured once by an engine, as there is only one first run. */
function once(engine: Engine, key: string, trial: () => Promise<Trial>): Promise<Trial> {
  const known = trials.get(engine) ?? new Map<string, Promise<Trial>>();
  trials.set(engine, known);
  const measured = known.get(key) ?? trial();
  known.set(key, measured);
  return measured;
}

/** What decides how long one evaluation takes. */
type Tried = Pick<HighPlan, 'network' | 'objective' | 'styleScale'> & { styles: Pick<RegionPlan, 'parts'> };

/** One loss and gradient, with all styles and masks; the first with all that has to be there before it. */
async function trialOf(
  engine: Engine,
  { network, objective: single, styles, styleScale }: Tried,
  side: number,
): Promise<Trial> {
  const objective = withParts(single, styles.parts);
  const onCanvas = canvasFor(network, objective);
  const canvas = onCanvas(grey(side));
  const begin = performance.now();
  const evaluator = await engine.evaluator(network, objective, canvas);
  try {
    evaluator.setTargets({
      content: await engine.features(network, layersOf(objective.content), canvas),
      style: await styleTargets(
        styles.parts,
        { network, layers: layersOf(single.style), side: side * styleScale },
        async (mask) => onCanvas(resample(mask, side, side)),
      ),
    });
    const before = secondsSince(begin);
    const { first, again } = await timed(() => evaluator.evaluate());
    return { first: before + first, again };
  } finally {
    await evaluator.close();
  }
}

/** Seconds that do not grow with the level. */
function compilingIn({ first, again }: Trial): number {
  return Math.max(0, first - (1 + BEFORE_LEVEL) * again);
}

async function predictFast(
  request: PaintRequest,
  longSide: number,
  strength: StrengthPlan,
): Promise<Prediction> {
  const { engine, photo, lossesLater = false } = request;
  const isPainted = strength.painting > 0;
  const { plan, loading } = await planned(engine, 'fast', () => fastPlan(request, longSide, strength));
  const level = isPainted ? refiningLevel(request, longSide) : null;
  const passes = isPainted ? plan.passes : [];
  const { width, height } = fit(photo.width, photo.height, longSide);
  const sizeOf = ({ side }: FastPass) => fit(photo.width, photo.height, side);
  const largest = sizeOf(plan.passes.reduce((most, pass) => (pass.side > most.side ? pass : most)));
  const [pass, whole] = [largest, { width, height }].map((size) => engine.transformPlan?.(size));
  const looking = isPainted ? await lookingForFaces(request) : 0;
  const painted = await passing(request, { ...plan, passes, width, height });
  const refined = level === null ? 0 : await refiningSeconds(request, level, plan);
  const measured = lossesLater ? 0 : await measuring(request, plan);
  return {
    width,
    height,
    iterations: Math.min(1, passes.length) + (level?.iterations ?? 0),
    tiles: pass?.strips ?? 1,
    bytes: pass && whole ? Math.max(pass.bytes, whole.bytes, refiningBytes(request, level, plan)) : null,
    seconds: loading + looking + painted + refined + measured,
  };
}

/** Seconds of a fast painting's passes, with what is done to pictures around them. */
async function passing(
  { engine, photo }: PaintRequest,
  { passes, width, height, ...styles }: FastStyles & Size & { passes: readonly FastPass[] },
): Promise<number> {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const sizes = passes.map(({ side }) => fit(photo.width, photo.height, side));
  const computed = sizes.map(
    (size) => areaOf(size) * ((engine.transformPlan?.(size).strips ?? 1) > 1 ? IN_STRIPS : 1),
  );
  const vectors = vectorsOf(styles);
  const pass = () => engine.transform(styles.network, grey(TRIAL_SIDE), vectors[0]!);
  const { first, again } = await once(engine, 'fast', () => timed(pass));
  const enlarge = async () => resample(grey(SMALL_SIDE), 2 * SMALL_SIDE, 2 * SMALL_SIDE);
  const enlarged = await once(engine, 'enlarged', () => timed(enlarge));
  const perPixel = again / TRIAL_SIDE ** 2;
  const perPixelBeside = (PICTURE_WORK * enlarged.again) / (2 * SMALL_SIDE) ** 2;
  const beside = sum(sizes.map(areaOf)) + width * height;
  const started = sizes.length === 0 ? 0 : first - again;
  return started + vectors.length * (perPixel * sum(computed) + perPixelBeside * beside);
}

/** Seconds of a fast picture's losses: they are measured at one size, in a network that nothing else has begun. */
async function measuring({ engine }: PaintRequest, { loss, parts }: Looked): Promise<number> {
  const [photo, result] = [grey(TRIAL_SIDE), grey(TRIAL_SIDE)];
  const losses = () => measure({ engine, network: loss, objective: OBJECTIVE, style: parts, photo, result });
  return (await once(engine, 'losses', () => timed(losses, 0))).first;
}

function vectorsOf({ rest, vectors }: FastStyles): Float32Array[] {
  return [rest, ...vectors].filter((vector) => vector !== null);
}

/** 0: not refined, or not known. */
function refiningBytes(request: PaintRequest, level: Level | null, plan: Looked): number {
  if (level === null) return 0;
  const { network, objective, style } = refining(request, plan);
  return request.engine.memoryPlan?.(network, withParts(objective, style), level).bytes ?? 0;
}

async function refiningSeconds(request: PaintRequest, level: Level, plan: Looked): Promise<number> {
  const { style, ...refined } = refining(request, plan);
  const tried = { ...refined, styles: { parts: style } };
  const trial = await once(request.engine, 'refined', () => trialOf(request.engine, tried, TRIAL_SIDE));
  const evaluation = areaOf(level) * (trial.again / TRIAL_SIDE ** 2);
  return evaluation * (BESIDE * level.iterations + BEFORE_LEVEL) + compilingIn(trial);
}

function areaOf({ width, height }: { width: number; height: number }): number {
  return width * height;
}

/** Seconds; a small photo is looked at once. */
async function lookingForFaces({ engine, photo, faces }: PaintRequest): Promise<number> {
  if (faces === 'paint') return 0;
  const detector = await faceDetector();
  const look = () => findFaces(engine, grey(SMALL_SIDE), detector);
  const { first, again } = await once(engine, 'look', () => timed(look));
  return first + (looksAt(photo) - 1) * again;
}

function grey(side: number) {
  return { width: side, height: side, data: new Float32Array(3 * side * side).fill(0.5) };
}

/** repeats: how often it runs after the first time; none where only that counts */
async function timed(task: () => Promise<unknown>, repeats = TRIALS): Promise<Trial> {
  const seconds: number[] = [];
  for (let i = 0; i <= repeats; i++) {
    const begin = performance.now();
    await task();
    seconds.push(secondsSince(begin));
  }
  const [first, ...later] = seconds;
  return { first: first!, again: Math.min(...later, first!) };
}

function secondsSince(begin: number): number {
  return (performance.now() - begin) / 1000;
}
