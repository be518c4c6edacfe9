import type { Quality } from '@atelier/contract/order.ts';
import type { Engine } from '../engines/engine.ts';
import { findFaces, looksAt } from '../faces/find-faces.ts';
import type { Size } from '../images/image.ts';
import { fit, resample } from '../images/resize.ts';
import { layersOf } from '../objective/objective.ts';
import { canvasFor } from './canvas.ts';
import type { Looked } from './fast/paint-fast.ts';
import type { FastPass } from './fast/passes.ts';
import { type FastStyles, fastPlan } from './fast/plan.ts';
import { startPasses } from './high/fast-start.ts';
import { type HighPlan, highPlan } from './high/plan.ts';
import type { Level } from './high/pyramid.ts';
import { refining, refiningLevel } from './high/refine.ts';
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
  /** from photo to picture, by a short measurement on this machine as busy as it is now; right within MARGIN */
  seconds: number;
}

/** Share by which the seconds may be wrong on a machine that does nothing else. */
export const MARGIN = 0.3;

/** Longer side of what is measured: small sizes run as fast by the pixel as large ones from here on. */
const TRIAL_SIDE = 256;
const TRIALS = 3;
/** Optimiser, resizing and copies beside loss and gradient: 1.3 of 8.9 s (docs/benchmarks.md). */
const BESIDE = 1.17;
/** Compiling, content features and style statistics of one level, in evaluations of its size. */
const BEFORE_LEVEL = 2.5;
/** The forward pass for the statistics beside the pass with the gradient. */
const FIRST_PASS = 0.45;
/** A fast pass in strips computes its last third twice, for the statistics and for the picture. */
const IN_STRIPS = 1.6;
/** The losses of a fast picture, in passes of the trial's size. */
const LOSSES = 1.5;
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
  const high = await highPlan(request, longSide);
  const { network, styles } = high;
  const levels = painting === 0 ? high.levels.slice(-1).map(notPainted) : high.levels;
  const objective = withParts(high.objective, styles.parts);
  const masked = styles.parts.filter(({ mask }) => mask !== undefined).length;
  const key = `${network.digest} ${network.pooling} ${masked} ${JSON.stringify(objective)}`;
  const perPixel = (await once(engine, key, () => trialOf(engine, high))) / TRIAL_SIDE ** 2;
  const plans = levels.map((level) => engine.memoryPlan?.(network, objective, level));
  const seconds = levels.map(({ width, height, iterations }, i) => {
    const layout = plans[i]?.layout;
    const computed = layout ? layout.tiles.length * layout.cut.width * layout.cut.height : width * height;
    const evaluation = computed * perPixel * (layout ? 1 + FIRST_PASS : 1);
    return evaluation * (BESIDE * iterations + BEFORE_LEVEL);
  });
  const { width, height } = fit(photo.width, photo.height, longSide);
  const known = plans.flatMap((plan) => (plan === undefined ? [] : [plan.bytes]));
  return {
    width,
    height,
    iterations: levels.reduce((sum, level) => sum + level.iterations, 0),
    tiles: plans.at(-1)?.layout?.tiles.length ?? 1,
    bytes: known.length === 0 ? null : Math.max(...known),
    seconds: seconds.reduce((a, b) => a + b, painting === 0 ? 0 : await beforeLevels(request, high)),
  };
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

const trials = new WeakMap<Engine, Map<string, Promise<number>>>();

/** Measured once by an engine: seconds of `trial` at the size of a trial. */
function once(engine: Engine, key: string, trial: () => Promise<number>): Promise<number> {
  const known = trials.get(engine) ?? new Map<string, Promise<number>>();
  trials.set(engine, known);
  const seconds = known.get(key) ?? trial();
  known.set(key, seconds);
  return seconds;
}

/** What decides how long one evaluation takes. */
type Tried = Pick<HighPlan, 'network' | 'objective' | 'styleScale'> & { styles: Pick<RegionPlan, 'parts'> };

/** Seconds of one loss and gradient, with all styles and masks. */
async function trialOf(engine: Engine, { network, objective: single, styles, styleScale }: Tried) {
  const objective = withParts(single, styles.parts);
  const onCanvas = canvasFor(network, objective);
  const canvas = onCanvas(grey(TRIAL_SIDE));
  const evaluator = await engine.evaluator(network, objective, canvas);
  try {
    evaluator.setTargets({
      content: await engine.features(network, layersOf(objective.content), canvas),
      style: await styleTargets(
        styles.parts,
        { network, layers: layersOf(single.style), side: TRIAL_SIDE * styleScale },
        async (mask) => onCanvas(resample(mask, TRIAL_SIDE, TRIAL_SIDE)),
      ),
    });
    return await fastest(() => evaluator.evaluate());
  } finally {
    await evaluator.close();
  }
}

async function predictFast(request: PaintRequest, longSide: number, plan: StrengthPlan): Promise<Prediction> {
  const { engine, photo } = request;
  const planned = await fastPlan(request, longSide, plan);
  const level = plan.painting === 0 ? null : refiningLevel(request, longSide);
  const passes = plan.painting === 0 ? [] : planned.passes;
  const { width, height } = fit(photo.width, photo.height, longSide);
  const sizeOf = ({ side }: FastPass) => fit(photo.width, photo.height, side);
  const largest = sizeOf(planned.passes.reduce((most, pass) => (pass.side > most.side ? pass : most)));
  const [pass, whole] = [largest, { width, height }].map((size) => engine.transformPlan?.(size));
  return {
    width,
    height,
    iterations: Math.min(1, passes.length) + (level?.iterations ?? 0),
    tiles: pass?.strips ?? 1,
    bytes: pass && whole ? Math.max(pass.bytes, whole.bytes, refiningBytes(request, level, planned)) : null,
    seconds:
      (await passing(request, { ...planned, passes, width, height })) +
      (level === null ? 0 : await refiningSeconds(request, level, planned)) +
      (passes.length === 0
        ? 0
        : LOSSES * (await passOfTrial(engine, planned)) + (await lookingForFaces(request))),
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
  const perPixel = (await passOfTrial(engine, styles)) / TRIAL_SIDE ** 2;
  const enlarged = () => fastest(async () => resample(grey(TRIAL_SIDE), 2 * TRIAL_SIDE, 2 * TRIAL_SIDE));
  const perPixelBeside = (PICTURE_WORK * (await once(engine, 'enlarged', enlarged))) / (2 * TRIAL_SIDE) ** 2;
  const beside = sum(sizes.map(areaOf)) + width * height;
  return vectorsOf(styles).length * (perPixel * sum(computed) + perPixelBeside * beside);
}

/** Seconds of one pass at the size of a trial. */
function passOfTrial(engine: Engine, styles: FastStyles): Promise<number> {
  const [vector] = vectorsOf(styles);
  const pass = () => engine.transform(styles.network, grey(TRIAL_SIDE), vector!);
  return once(engine, 'fast', () => fastest(pass));
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
  const perPixel =
    (await once(request.engine, 'refined', () => trialOf(request.engine, tried))) / TRIAL_SIDE ** 2;
  return areaOf(level) * perPixel * (BESIDE * level.iterations + BEFORE_LEVEL);
}

function areaOf({ width, height }: { width: number; height: number }): number {
  return width * height;
}

/** Seconds; a small photo is looked at once. */
async function lookingForFaces({ engine, photo, faces }: PaintRequest): Promise<number> {
  if (faces === 'paint') return 0;
  const detector = await faceDetector();
  const look = () => fastest(() => findFaces(engine, grey(TRIAL_SIDE), detector));
  return looksAt(photo) * (await once(engine, 'look', look));
}

function grey(side: number) {
  return { width: side, height: side, data: new Float32Array(3 * side * side).fill(0.5) };
}

/** Seconds of the fastest run, after one that does not count. */
async function fastest(task: () => Promise<unknown>): Promise<number> {
  await task();
  const seconds: number[] = [];
  for (let i = 0; i < TRIALS; i++) {
    const begin = performance.now();
    await task();
    seconds.push((performance.now() - begin) / 1000);
  }
  return Math.min(...seconds);
}
