import type { Face } from '../../faces/boxes.ts';
import type { Image } from '../../images/image.ts';
import { withLuminanceOf } from '../../images/luminance.ts';
import { fit, resample } from '../../images/resize.ts';
import { OBJECTIVE } from '../../objective/objectives.ts';
import { emphasisOn } from '../high/emphasis.ts';
import { optimise } from '../high/optimise.ts';
import type { Level } from '../high/pyramid.ts';
import { STROKE_SCALE, STYLE_SCALE } from '../options.ts';
import type { PaintRequest } from '../request.ts';
import { withContent } from '../strength.ts';
import { hasPicture } from '../style/choose.ts';
import { inTheirColours } from '../style/parts.ts';
import { takeOf } from '../take.ts';
import { withFaces } from './faces.ts';
import type { FastPlan } from './plan.ts';

/** Longer side at which a painting is refined, pixels; a smaller one in its own size. */
const SIDE = 384;
/** So few bring colours and textures. Content counts as much more than in high quality: shapes are to stay. */
const REFINEMENTS = 10;
const CONTENT = 3;

/** Size and iterations; null: not refined, since the transform network has learnt the styles. longSide: of the result */
export function refinement(request: PaintRequest, longSide: number): Level | null {
  const { photo, regions = [] } = request;
  if (regions.length > 0 || !hasPicture(request)) return null;
  const side = Math.min(SIDE, longSide);
  return { ...fit(photo.width, photo.height, side), side, iterations: REFINEMENTS };
}

/**
 * The vector of a picture of one's own is only predicted, and misses colours. So its painting is gone on with by a few
 * iterations of high quality in a small size, and what they change is added, enlarged. Its hues are moved to the
 * painting's before, so that they need not be found, and after, as so few iterations leave some of the photo's; light and dark
 * are not, since a picture of fine lines would lose its calm areas. picture: of the result's size
 */
export async function refined(
  request: PaintRequest,
  picture: Image,
  { level, loss, parts, faces }: Refinement,
): Promise<Image> {
  const { engine, photo, signal } = request;
  const tint = async (image: Image) => {
    return withLuminanceOf(image, await inTheirColours(image, parts, level.side));
  };
  const tinted = await tint(picture);
  const small = resample(tinted, level.width, level.height);
  const { image } = await optimise({
    engine,
    ...refining(request, { loss, parts }),
    photo,
    levels: [level],
    seed: 0,
    start: small,
    emphasis: emphasisOn(faces, photo),
    traceEvery: level.iterations,
    signal,
  });
  return withFaces(await tint(changed(tinted, small, image)), photo, faces);
}

interface Refinement extends Pick<FastPlan, 'loss' | 'parts'> {
  level: Level;
  faces: readonly Face[];
}

/** What is minimised. */
export function refining(
  { strokes = 'medium', take }: PaintRequest,
  { loss, parts }: Pick<FastPlan, 'loss' | 'parts'>,
) {
  return {
    network: loss,
    objective: withContent(OBJECTIVE, CONTENT),
    style: parts,
    styleScale: STYLE_SCALE * STROKE_SCALE[strokes] * takeOf(take).strokes,
  };
}

/** A picture with what has changed between two small ones. */
function changed(picture: Image, before: Image, after: Image): Image {
  const { width, height } = picture;
  const [old, fresh] = [before, after].map((image) => resample(image, width, height)) as [Image, Image];
  const data = picture.data.map((value, i) => {
    return Math.min(1, Math.max(0, value + fresh.data[i]! - old.data[i]!));
  });
  return { ...picture, data };
}
