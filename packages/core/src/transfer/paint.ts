import { ORDER, type Order } from '@atelier/contract/order.ts';
import type { Engine } from '../engines/engine.ts';
import { asTooLarge } from '../engines/tiles/retreat.ts';
import type { ColourModeName } from '../images/colour-modes.ts';
import type { Image } from '../images/image.ts';
import { mirror } from '../images/mirror.ts';
import type { Progress } from '../report/progress.ts';
import { VERSION } from '../version.ts';
import type { StyleChoice } from './choose-style.ts';
import { checked, longSideOf, OPTIONS } from './options.ts';
import { paintFast } from './paint-fast.ts';
import { paintHigh } from './paint-high.ts';
import type { Painting, Quality } from './painting.ts';
import type { Region } from './regions.ts';
import { paintSheet } from './sheet.ts';
import { planFor, type StrengthPlan } from './strength.ts';
import type { Strokes } from './strokes.ts';
import { mirroredRequest, takeOf } from './take.ts';
import type { Tuning } from './tuning.ts';

/**
 * An order, a photo and an engine. Of the order the quality has to be given, and everything else may be left out;
 * the styles are given as `StyleChoice` says, see `paintRequest` for an order as it came in. What follows the engine
 * is known to the command line alone.
 */
export interface PaintRequest
  extends StyleChoice,
    Partial<Omit<Order, 'preset' | 'quality' | 'blend' | 'blendShare' | 'keepColours'>> {
  photo: Image;
  quality: Quality;
  /**
   * Keeps the photo's colours, see COLOUR_MODES; true: `oklab`, which goes with every style and quality. The
   * others need high quality and the painting itself. Default false
   */
  keepColours?: boolean | ColourModeName;
  engine: Engine;
  /** styles of their own for parts of the picture; the style of the request is for the rest */
  regions?: readonly Region[];
  /** per cent of the longer side, see OPTIONS.feather */
  feather?: number;
  /** how large strokes are in the picture, see STROKES; default `medium` */
  strokes?: Strokes;
  /** high only: how it is painted */
  tuning?: Tuning;
  /** ends the work within one iteration, with `job.cancelled` */
  signal?: AbortSignal;
  /** called after each iteration (high), or once (fast); awaited */
  onProgress?: (progress: Progress) => void | Promise<void>;
  /** see OPTIONS.traceEvery */
  traceEvery?: number;
}

/**
 * The request for an order as it was taken down. `style`: the person's own picture, for the preset `OWN_STYLE`.
 * @example paint(paintRequest(order, { photo, style: null, engine }))
 */
export function paintRequest(
  order: Order,
  { photo, style, engine }: { photo: Image; style: Image | null; engine: Engine },
): PaintRequest {
  const { preset, blend, blendShare, ...others } = order;
  const second = blend === null ? undefined : { preset: blend, share: blendShare / 100 };
  const chosen = style === null ? { preset } : { styles: [style] };
  return { ...others, ...chosen, blend: second, photo, engine };
}

/** What is settled before either way of painting begins. */
export interface Prepared {
  seed: number;
  plan: StrengthPlan;
  /** longer side of the result in pixels */
  longSide: number;
}

export type Painted = Pick<Painting, 'image' | 'iterations' | 'losses' | 'network' | 'warnings'>;

const WAYS: Record<Quality, (request: PaintRequest, prepared: Prepared) => Promise<Painted>> = {
  fast: paintFast,
  high: paintHigh,
};

/** Paints a photo in a style: the one entry for command line and worker. */
export async function paint(request: PaintRequest): Promise<Painting> {
  const { quality, size } = request;
  checked('take', request.take ?? 0, ORDER.take);
  const { width, height } = request.photo;
  if (request.sheet) return paintSheet(request, longSideOf(quality, { width, height, size }), paint);
  if (!takeOf(request.take).mirrored) return paintOne(request);
  const { image, ...painting } = await paintOne(mirroredRequest(request));
  return { ...painting, image: mirror(image) };
}

async function paintOne(request: PaintRequest): Promise<Painting> {
  const begin = performance.now();
  const { engine, quality, photo, size } = request;
  const { width, height } = photo;
  const prepared = {
    seed: checked('seed', request.seed ?? OPTIONS.seed.default, OPTIONS.seed),
    plan: planFor(quality, request.strength),
    longSide: longSideOf(quality, { width, height, size }),
  };
  const painted = await WAYS[quality](request, prepared).catch((error: unknown) => {
    throw asTooLarge(error);
  });
  return {
    ...painted,
    quality,
    engine: engine.name,
    device: engine.device,
    seconds: (performance.now() - begin) / 1000,
    seed: prepared.seed,
    version: VERSION,
  };
}
