import type { Face } from '../../faces/boxes.ts';
import type { Image } from '../../images/image.ts';
import { withLuminanceOf } from '../../images/luminance.ts';
import { fit } from '../../images/resize.ts';
import { OBJECTIVE } from '../../objective/objectives.ts';
import { withFaces } from '../fast/faces.ts';
import type { Looked, Refinement } from '../fast/paint-fast.ts';
import { STROKE_SCALE, STYLE_SCALE } from '../options.ts';
import type { PaintRequest } from '../request.ts';
import { withContent } from '../strength.ts';
import { hasPicture } from '../style/choose.ts';
import { inTheirColours } from '../style/parts.ts';
import { takeOf } from '../take.ts';
import { emphasisOn } from './emphasis.ts';
import { handedOn } from './handed-on.ts';
import type { Level } from './pyramid.ts';

/** Longer side at which a painting is refined, pixels; a smaller one in its own size. */
const SIDE = 384;
/** So many bring colours and textures. Content counts as much more than in high quality: shapes are to stay. */
const REFINEMENTS = 30;
const CONTENT = 4.8;
/** What is predicted is further from its end than a preset's painting: the first step is twice as long. */
const FIRST_STEP = 0.3;

/**
 * Size and iterations with which the fast painting is gone on with; null: not, since the transform network has learnt the
 * styles. longSide: of the result
 */
export function refiningLevel(request: PaintRequest, longSide: number): Level | null {
  const { photo, regions = [] } = request;
  if (regions.length > 0 || !hasPicture(request)) return null;
  const side = Math.min(SIDE, longSide);
  return { ...fit(photo.width, photo.height, side), side, iterations: REFINEMENTS };
}

/** What is minimised. */
export function refining({ strokes = 'medium', take }: PaintRequest, { loss, parts }: Looked) {
  return {
    network: loss,
    objective: withContent(OBJECTIVE, CONTENT),
    style: parts,
    styleScale: STYLE_SCALE * STROKE_SCALE[strokes] * takeOf(take).strokes,
  };
}

/**
 * The vector of a picture of one's own is only predicted, and misses colours. So its painting is gone on with by some
 * iterations of high quality in a small size, and what they change is added, enlarged. Its hues are moved to the
 * painting's before, so that they need not be found, and after, as so few iterations leave some of the photo's; light and dark
 * are not, since a picture of fine lines would lose its calm areas.
 */
export function refinement(request: PaintRequest, longSide: number): Refinement | null {
  const level = refiningLevel(request, longSide);
  if (level === null) return null;
  const refined = (picture: Image, looked: Looked, faces: readonly Face[]) => {
    return refinedAt(level, request, picture, looked, faces);
  };
  return { iterations: level.iterations, refined };
}

async function refinedAt(
  level: Level,
  request: PaintRequest,
  picture: Image,
  looked: Looked,
  faces: readonly Face[],
): Promise<Image> {
  const { optimise } = await import('./optimise.ts');
  const { engine, photo, signal } = request;
  const minimised = refining(request, looked);
  const tint = async (image: Image) => {
    return withLuminanceOf(
      image,
      await inTheirColours(image, looked.parts, level.side * minimised.styleScale),
    );
  };
  const tinted = await tint(picture);
  const { before, goneOn } = handedOn(tinted, level);
  const { image } = await optimise({
    engine,
    ...minimised,
    photo,
    levels: [level],
    seed: 0,
    start: before,
    emphasis: emphasisOn(faces, photo),
    optimiser: { firstStep: FIRST_STEP },
    traceEvery: level.iterations,
    signal,
  });
  return withFaces(await tint(goneOn(image)), photo, faces);
}
