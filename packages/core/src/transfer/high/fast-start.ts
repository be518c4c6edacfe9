import { AtelierError } from '../../errors.ts';
import type { Face } from '../../faces/boxes.ts';
import type { ColourMode } from '../../images/colour-modes.ts';
import type { Image, Size } from '../../images/image.ts';
import { fit } from '../../images/resize.ts';
import { type FastPass, fastPasses, LAYOUT_SIDE } from '../fast/passes.ts';
import { type FastPictureRequest, fastPicture } from '../fast/picture.ts';
import { type FastStyles, fastStyles } from '../fast/plan.ts';
import type { PaintRequest } from '../request.ts';
import { planFor } from '../strength.ts';
import { takeOf } from '../take.ts';
import type { Level } from './pyramid.ts';
import type { StartRequest } from './start.ts';

/** What a painting begins with, as far as `startFor` has to know. */
export interface FastStart {
  /** what the fast painting is made of; undefined: it begins with something else */
  fast: FastStyles | undefined;
  styles: { places: FastPictureRequest['places'] };
  levels: readonly Level[];
  /** of the result, pixels */
  longSide: number;
  /** what changes at the level is added to the start */
  handedOn: boolean;
}

/**
 * Strokes of a start that is painted on in a smaller size and gives the finest ones to the result, beside those of a fast
 * painting: somewhat finer ones are nearer to the painting's (docs/decisions/0007-fewer-iterations.md).
 */
const FINER = 0.8;

/** Of a start that a result keeps the finest strokes of, the last pass is nearly of its size. */
const FINEST = 7 / 8;

/**
 * The styles of the fast painting that high quality begins with; undefined where another start was asked for or the
 * transform network has not learnt the style.
 */
export async function fastStart(request: PaintRequest, colours: ColourMode): Promise<FastStyles | undefined> {
  const start = request.tuning?.start;
  if (start !== undefined && start !== 'fast') return undefined;
  if (start === undefined && (takeOf(request.take).coloursFirst || isAnother(request, colours)))
    return undefined;
  try {
    return await fastStyles(request);
  } catch (error) {
    if (start === undefined && isLacking(error)) return undefined;
    throw error;
  }
}

/** The fast painting where the plan says so, and otherwise what was asked for: the painting's colours unless said. */
export async function startFor(
  request: PaintRequest,
  plan: FastStart,
  faces: readonly Face[] = [],
): Promise<StartRequest['start']> {
  if (plan.fast !== undefined) return painted(request, plan, plan.fast, faces);
  const start = request.tuning?.start;
  return start === undefined || start === 'fast' ? 'colours' : start;
}

/**
 * A picture of the user's own is only predicted: where its colours are missed, a large area does not come back to
 * them. A painting that is turned, or gets the photo's colours, is another one than the transform network knows.
 */
function isAnother(request: PaintRequest, colours: ColourMode): boolean {
  const { styles = [], ingredients = [], regions = [], tuning } = request;
  const all = [...ingredients, ...regions.map(({ style }) => style)];
  const isOwn = styles.length > 0 || all.some((style) => style !== null && 'image' in style);
  const isTurned = (tuning?.styleRotation ?? 0) % 360 !== 0;
  return isOwn || isTurned || colours.painting !== undefined || colours.photo !== undefined;
}

function isLacking(error: unknown): boolean {
  return error instanceof AtelierError && ['preset.no-fast', 'preset.outdated'].includes(error.code);
}

function painted(
  request: PaintRequest,
  plan: FastStart,
  styles: FastStyles,
  faces: readonly Face[],
): Promise<Image> {
  const { engine, photo, signal } = request;
  const { width, height, passes } = startPasses(request, plan);
  return fastPicture({
    engine,
    styles,
    places: plan.styles.places,
    photo,
    width,
    height,
    passes,
    faces,
    signal,
  });
}

/** Size and passes of the fast painting that high quality begins with. */
export function startPasses(
  { photo, strokes, strength, take }: PaintRequest,
  { levels, longSide, handedOn }: Pick<FastStart, 'levels' | 'longSide' | 'handedOn'>,
): Size & { passes: readonly FastPass[] } {
  // Coarse levels only see it shrunk, and finer ones go on from theirs.
  const side = levels.length === 1 ? longSide : Math.min(LAYOUT_SIDE, longSide);
  const { broader, secondPass } = planFor('high', strength);
  const scale = broader * takeOf(take).strokes * (handedOn ? FINER : 1);
  return {
    ...fit(photo.width, photo.height, side),
    passes: fastPasses(side, { strokes, scale, secondPass, finest: FINEST }),
  };
}
