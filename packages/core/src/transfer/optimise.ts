import type { Engine, Evaluator } from '../engines/engine.ts';
import { fromPlanar, toPlanar } from '../engines/planar.ts';
import { AtelierError } from '../errors.ts';
import { transferColours } from '../images/colour-transfer.ts';
import type { Image } from '../images/image.ts';
import { resize } from '../images/resize.ts';
import type { Network } from '../networks/network.ts';
import type { Losses, Objective } from '../objective/objective.ts';
import { Lbfgs } from '../optimisers/lbfgs.ts';
import type { LossRow, Progress } from '../report/progress.ts';
import { COLOURS, type Style } from '../styles/style.ts';
import { crop, extend } from './canvas.ts';
import { costOf, type Level } from './pyramid.ts';
import { random } from './random.ts';

export interface OptimiseRequest {
  engine: Engine;
  network: Network;
  objective: Objective;
  photo: Image;
  style: Style;
  /** longer side of the painting for a level whose longer side is 1, usually 1: larger means coarser strokes */
  styleScale: number;
  levels: readonly Level[];
  seed: number;
  traceEvery: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void | Promise<void>;
}

export interface OptimiseResult {
  image: Image;
  iterations: number;
  losses: LossRow[];
}

/** Four poolings by 2, and at least four positions a side in the deepest layer. */
const CANVAS_MULTIPLE = 16;
const SMALLEST_CANVAS = 64;
/** Amplitude of the noise that makes two seeds differ: below what is seen, enough to part the paths. */
const NOISE = 0.02;

/** Painting by optimisation (Gatys et al. 2016), coarse to fine, from the photo in the painting's colours. */
export async function optimise(request: OptimiseRequest): Promise<OptimiseResult> {
  const { levels, seed } = request;
  const tracker = new Tracker(request);
  let picture = withNoise(await startOf(request, levels[0]), seed);
  for (const level of levels) {
    picture = await resize(picture, level.width, level.height);
    picture = await paintLevel(request, level, picture, tracker);
  }
  return { image: picture, iterations: tracker.iterations, losses: tracker.finish() };
}

/**
 * The photo with the colours of the painting. Colours of large areas converge slowest of all: begun with the
 * photo's own, a sky keeps green and violet stains that twice the iterations do not remove.
 */
async function startOf({ photo, style, styleScale }: OptimiseRequest, level: Level): Promise<Image> {
  const small = await resize(photo, level.width, level.height);
  const colours = (await style.at(level.side * styleScale)).get(COLOURS);
  return colours === undefined ? small : transferColours(small, colours);
}

async function paintLevel(
  request: OptimiseRequest,
  level: Level,
  start: Image,
  tracker: Tracker,
): Promise<Image> {
  const { engine, network, objective, style, styleScale } = request;
  const canvas = extend(start, CANVAS_MULTIPLE, SMALLEST_CANVAS);
  const photo = extend(
    await resize(request.photo, level.width, level.height),
    CANVAS_MULTIPLE,
    SMALLEST_CANVAS,
  );
  const evaluator = await engine.evaluator(network, objective, canvas);
  try {
    const contentLayers = objective.content.map(({ layer }) => layer);
    evaluator.setTargets({
      content: await engine.features(network, contentLayers, photo),
      style: await style.at(level.side * styleScale),
    });
    toPlanar(canvas, evaluator.picture);
    await minimise(evaluator, level, canvas, tracker);
    return crop(fromPlanar(evaluator.picture, canvas.width, canvas.height), level.width, level.height);
  } finally {
    await evaluator.close();
  }
}

async function minimise(evaluator: Evaluator, level: Level, canvas: Image, tracker: Tracker): Promise<void> {
  const { picture, gradient } = evaluator;
  const optimiser = new Lbfgs(picture.length);
  const preview = () => crop(fromPlanar(picture, canvas.width, canvas.height), level.width, level.height);
  for (let i = 0; i < level.iterations; i++) {
    const losses = await evaluator.evaluate();
    await tracker.report(level, losses, preview);
    optimiser.step(picture, losses.total, gradient);
  }
  optimiser.settle(picture);
}

/** Counts iterations over all levels, keeps the trace, tells the caller, and listens for its stop. */
class Tracker {
  readonly #request: OptimiseRequest;
  readonly #total: number;
  readonly #cost: number;
  readonly #rows: LossRow[] = [];
  #spent = 0;
  #last: LossRow | undefined;
  iterations = 0;

  constructor(request: OptimiseRequest) {
    this.#request = request;
    this.#total = request.levels.reduce((sum, level) => sum + level.iterations, 0);
    this.#cost = request.levels.reduce((sum, level) => sum + costOf(level), 0);
  }

  async report(level: Level, { content, style, total }: Losses, preview: () => Image): Promise<void> {
    const { signal, onProgress, traceEvery } = this.#request;
    const row = { iteration: this.iterations, content, style, total };
    if (this.iterations % traceEvery === 0) this.#rows.push(row);
    this.#last = row;
    this.iterations++;
    this.#spent += level.width * level.height;
    const { width, height } = level;
    const fraction = this.#spent / this.#cost;
    await onProgress?.({ ...row, iterations: this.#total, fraction, width, height, preview });
    if (signal?.aborted) throw new AtelierError('job.cancelled', {}, signal.reason);
  }

  /** The trace, with the last row always there. */
  finish(): LossRow[] {
    if (this.#last !== undefined && this.#rows.at(-1) !== this.#last) this.#rows.push(this.#last);
    return this.#rows;
  }
}

function withNoise({ width, height, data }: Image, seed: number): Image {
  const next = random(seed);
  return {
    width,
    height,
    data: data.map((value) => Math.min(1, Math.max(0, value + NOISE * (2 * next() - 1)))),
  };
}
