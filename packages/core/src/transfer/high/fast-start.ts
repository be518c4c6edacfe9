import { AtelierError } from '../../errors.ts';
import type { Image } from '../../images/image.ts';
import { fit } from '../../images/resize.ts';
import { fastPasses, LAYOUT_SIDE } from '../fast/passes.ts';
import { fastPicture } from '../fast/picture.ts';
import { type FastStyles, fastStyles } from '../fast/plan.ts';
import type { PaintRequest } from '../request.ts';
import { takeOf } from '../take.ts';
import type { HighPlan } from './plan.ts';
import type { StartRequest } from './start.ts';

/** The fast painting, unless another start was asked for or the transform network has not learnt the style. */
export async function startFor(request: PaintRequest, plan: HighPlan): Promise<StartRequest['start']> {
  const start = request.tuning?.start;
  if (start !== undefined && start !== 'fast') return start;
  const coloursFirst = takeOf(request.take).coloursFirst || isAnother(request, plan);
  if (start === undefined && coloursFirst) return 'colours';
  try {
    return await painted(request, plan, await fastStyles(request));
  } catch (error) {
    if (start === undefined && isLacking(error)) return 'colours';
    throw error;
  }
}

/**
 * A picture of the user's own is only predicted: where its colours are missed, a large area does not come back to
 * them. A painting that is turned, or gets the photo's colours, is another one than the transform network knows.
 */
function isAnother(request: PaintRequest, { colours }: HighPlan): boolean {
  const { styles = [], ingredients = [], regions = [], tuning } = request;
  const all = [...ingredients, ...regions.map(({ style }) => style)];
  const isOwn = styles.length > 0 || all.some((style) => style !== null && 'image' in style);
  const isTurned = (tuning?.styleRotation ?? 0) % 360 !== 0;
  return isOwn || isTurned || colours.painting !== undefined || colours.photo !== undefined;
}

function isLacking(error: unknown): boolean {
  return error instanceof AtelierError && ['preset.no-fast', 'preset.outdated'].includes(error.code);
}

function painted(request: PaintRequest, plan: HighPlan, styles: FastStyles): Promise<Image> {
  const { engine, photo, signal, strokes, take } = request;
  // Coarse levels only see it shrunk, and finer ones go on from theirs.
  const side = Math.min(LAYOUT_SIDE, plan.levels.at(-1)!.side);
  const size = fit(photo.width, photo.height, side);
  const passes = fastPasses(side, { strokes, scale: takeOf(take).strokes });
  return fastPicture({ engine, styles, places: plan.styles.places, photo, ...size, passes, signal });
}
