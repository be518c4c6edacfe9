import type { Engine } from '../engines/engine.ts';
import { AtelierError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import { mix } from '../images/mix.ts';
import { fit, resize } from '../images/resize.ts';
import type { Network } from '../networks/network.ts';
import type { LossRow, Progress } from '../report/progress.ts';
import type { Style } from '../styles/style.ts';
import { VERSION } from '../version.ts';
import { type StyleChoice, styleOf, vectorOf } from './choose-style.ts';
import { feedForward, measure } from './feed-forward.ts';
import { finisher } from './finish.ts';
import { perceptual, transform } from './networks.ts';
import { optimise } from './optimise.ts';
import { checked, longSideOf, OBJECTIVE, OPTIONS, STYLE_SCALE } from './options.ts';
import type { Painting, Quality } from './painting.ts';
import { pyramid } from './pyramid.ts';
import { planFor, type StrengthPlan, withContent } from './strength.ts';

export interface PaintRequest extends StyleChoice {
  photo: Image;
  quality: Quality;
  /** longer side of the result in pixels, see OPTIONS.size */
  size?: number;
  /** see OPTIONS.seed */
  seed?: number;
  /** per cent of style, see OPTIONS.strength */
  strength?: number;
  /** true: light and dark of the painting, colours of the photo; default false */
  keepColours?: boolean;
  engine: Engine;
  /** ends the work within one iteration, with `job.cancelled` */
  signal?: AbortSignal;
  /** called after each iteration (high), or once (fast); awaited */
  onProgress?: (progress: Progress) => void | Promise<void>;
  /** see OPTIONS.traceEvery */
  traceEvery?: number;
}

/** Paints a photo in a style: the one entry for command line and worker. */
export async function paint(request: PaintRequest): Promise<Painting> {
  const begin = performance.now();
  const { engine, quality, photo, size } = request;
  const seed = checked('seed', request.seed ?? OPTIONS.seed.default, OPTIONS.seed);
  const plan = planFor(quality, request.strength);
  const { width, height } = photo;
  const longSide = longSideOf(quality, { width, height, size });
  const network = await perceptual();
  const style = await styleOf(engine, network, request);
  const prepared = { seed, plan, longSide, network, style };
  const painted = await (quality === 'fast' ? paintFast : paintHigh)(request, prepared);
  return {
    ...painted,
    quality,
    engine: engine.name,
    device: engine.device,
    seconds: (performance.now() - begin) / 1000,
    seed,
    version: VERSION,
  };
}

interface Prepared {
  seed: number;
  plan: StrengthPlan;
  longSide: number;
  network: Network;
  style: Style;
}

type Painted = Pick<Painting, 'image' | 'iterations' | 'losses' | 'network'>;

async function paintHigh(request: PaintRequest, prepared: Prepared): Promise<Painted> {
  const { engine, photo, signal, onProgress, keepColours = false } = request;
  const { seed, plan, longSide, network, style } = prepared;
  const traceEvery = checked(
    'traceEvery',
    request.traceEvery ?? OPTIONS.traceEvery.default,
    OPTIONS.traceEvery,
  );
  if (plan.painting === 0) return { ...(await onlyPhoto(request, prepared)), network: network.digest };
  const finish = finisher({ photo, painting: plan.painting, keepColours });
  const { image, iterations, losses } = await optimise({
    engine,
    network,
    objective: withContent(OBJECTIVE, plan.content),
    photo,
    style,
    styleScale: STYLE_SCALE,
    levels: pyramid(photo.width, photo.height, longSide),
    seed,
    traceEvery,
    signal,
    onProgress: (progress) => onProgress?.({ ...progress, preview: () => finish(progress.preview()) }),
  });
  return { image: finish(image), iterations, losses, network: network.digest };
}

async function paintFast(request: PaintRequest, prepared: Prepared): Promise<Painted> {
  const { engine, photo, signal, keepColours = false } = request;
  const { longSide, plan } = prepared;
  const { width, height } = fit(photo.width, photo.height, longSide);
  const network = await transform();
  const vector = vectorOf(network, request);
  stopIfAborted(signal);
  if (plan.painting === 0) return { ...(await onlyPhoto(request, prepared)), network: network.digest };
  const pass = (over: Image) => {
    return feedForward({ engine, transform: network, vector, photo: over, width, height });
  };
  let image = await pass(photo);
  stopIfAborted(signal);
  if (plan.secondPass > 0) {
    image = mix(image, await pass(image), plan.secondPass);
    stopIfAborted(signal);
  }
  image = finisher({ photo, painting: plan.painting, keepColours: false })(image);
  const losses = await lossesOf(request, prepared, image);
  image = finisher({ photo, painting: 1, keepColours })(image);
  await reportOnce(request, image, losses);
  return { image, iterations: 1, losses, network: network.digest };
}

/** Strength 0: nothing is painted, and no rounding on the way. */
async function onlyPhoto(
  request: PaintRequest,
  prepared: Prepared,
): Promise<Pick<Painting, 'image' | 'iterations' | 'losses'>> {
  const { photo, signal } = request;
  const { width, height } = fit(photo.width, photo.height, prepared.longSide);
  const image = await resize(photo, width, height);
  const losses = await lossesOf(request, prepared, image);
  stopIfAborted(signal);
  await reportOnce(request, image, losses);
  return { image, iterations: 0, losses };
}

/** The photo, then the result, under the objective of high quality; colours of the photo not yet put back. */
function lossesOf(
  { engine, photo }: PaintRequest,
  { network, style }: Prepared,
  result: Image,
): Promise<LossRow[]> {
  return measure({ engine, network, objective: OBJECTIVE, style, photo, result });
}

async function reportOnce({ onProgress }: PaintRequest, image: Image, losses: LossRow[]): Promise<void> {
  const { width, height } = image;
  const last = losses.at(-1) as LossRow;
  await onProgress?.({ ...last, iterations: 1, fraction: 1, width, height, preview: () => image });
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AtelierError('job.cancelled', {}, signal.reason);
}
