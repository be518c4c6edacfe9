import { ORDER, type Order, type Quality } from '@atelier/contract/order.ts';
import type { Engine } from '../engines/engine.ts';
import { asTooLarge } from '../engines/tiles/retreat.ts';
import type { Image } from '../images/image.ts';
import { mirror } from '../images/mirror.ts';
import type { Painting } from '../report/painting.ts';
import { VERSION } from '../version.ts';
import { paintFast } from './fast/paint-fast.ts';
import { refinement } from './high/refine.ts';
import { checked, longSideOf, OPTIONS } from './options.ts';
import type { Painted, PaintRequest, Prepared } from './request.ts';
import { paintSheet } from './sheet.ts';
import { planFor } from './strength.ts';
import { mirroredRequest, takeOf } from './take.ts';
import { paintTransparent } from './transparency.ts';

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

const WAYS: Record<Quality, (request: PaintRequest, prepared: Prepared) => Promise<Painted>> = {
  fast: (request, prepared) => paintFast(request, prepared, refinement),
  // whoever paints fast does not wait for the code of optimisers
  high: async (request, prepared) => (await import('./high/paint-high.ts')).paintHigh(request, prepared),
};

/**
 * Paints a photo in a style: the one entry for command line, worker and library. Errors: `option.invalid`, `preset.*`,
 * `model.*`, `engine.out-of-memory`, `job.cancelled`.
 * @example
 * const photo = await decode(await readFile('photo.jpg'), { maxSide: decodedSideOf('high') });
 * const { image, losses } = await paint({
 *   engine,
 *   photo,
 *   preset: 'starry-night',
 *   quality: 'high',
 *   strength: 60,
 *   signal: AbortSignal.timeout(120_000),
 *   onProgress: ({ fraction }) => console.log(`${Math.round(100 * fraction)} %`),
 * });
 */
export async function paint(request: PaintRequest): Promise<Painting> {
  const { quality, size } = request;
  checked('take', request.take ?? 0, ORDER.take);
  const { width, height, alpha } = request.photo;
  if (request.sheet) return paintSheet(request, longSideOf(quality, { width, height, size }), paint);
  if (alpha !== undefined) return paintTransparent(request, paint);
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
