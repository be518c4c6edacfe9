import type { Face } from '../../faces/boxes.ts';
import { COLOUR_MODES } from '../../images/colour-modes.ts';
import type { Image } from '../../images/image.ts';
import { fit } from '../../images/resize.ts';
import { OBJECTIVE } from '../../objective/objectives.ts';
import { finisher } from '../finish.ts';
import { countOf, keptFaces } from '../kept-faces.ts';
import { measure } from '../measure.ts';
import { measuredOf, onlyPhoto, reportOnce, stopIfAborted } from '../only-photo.ts';
import type { Painted, PaintRequest, Prepared } from '../request.ts';
import { leastRichness, warned } from '../style/richness.ts';
import { fastPicture } from './picture.ts';
import { type FastPlan, fastPlan } from './plan.ts';

/** What the style looks like to the losses. */
export type Looked = Pick<FastPlan, 'loss' | 'parts'>;

/** What a painting is gone on with whose style is only predicted. */
export interface Refinement {
  readonly iterations: number;
  /** picture: in the result's size; faces: in pixels of the photo */
  refined(picture: Image, looked: Looked, faces: readonly Face[]): Promise<Image>;
}

/**
 * Painting by a trained network: in one pass up to 512 pixels, in more where the picture or the strength is larger. What
 * it only predicts the style of is refined.
 */
export async function paintFast(
  request: PaintRequest,
  prepared: Prepared,
  refinement: (request: PaintRequest, longSide: number) => Refinement | null,
): Promise<Painted> {
  const { engine, photo, signal, keepColours } = request;
  const { longSide, plan } = prepared;
  const { width, height } = fit(photo.width, photo.height, longSide);
  const { loss, parts, places, passes, ...styles } = await fastPlan(request, longSide, plan);
  const lossesOf = (result: Image) => {
    return measure({ engine, network: loss, objective: OBJECTIVE, style: parts, photo, result });
  };
  const record = { network: styles.network.digest, ...warned(parts) };
  stopIfAborted(signal);
  if (plan.painting === 0) {
    return { ...(await onlyPhoto(request, prepared, lossesOf)), ...record };
  }
  const faces = await keptFaces(request);
  const further = refinement(request, longSide);
  const first = await fastPicture({
    engine,
    styles,
    faces: further === null ? faces : [],
    places,
    photo,
    width,
    height,
    passes,
    signal,
  });
  const picture = (await further?.refined(first, { loss, parts }, faces)) ?? first;
  const laid = finisher({ photo, painting: plan.painting * leastRichness(parts) })(picture);
  // under the objective of high quality, with the colours of the photo not yet put back
  const measured = await measuredOf(request, () => lossesOf(laid));
  const colours = keepColours ? COLOUR_MODES.oklab.result : undefined;
  const image = finisher({ photo, painting: 1, colours })(laid);
  await reportOnce(request, image, measured.losses);
  const iterations = 1 + (further?.iterations ?? 0);
  return { image, iterations, ...measured, ...record, ...countOf(faces) };
}
