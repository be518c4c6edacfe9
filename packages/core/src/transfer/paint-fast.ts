import { COLOUR_MODES } from '../images/colour-modes.ts';
import { compose } from '../images/compose.ts';
import type { Image } from '../images/image.ts';
import { mix } from '../images/mix.ts';
import { fit, resample, resize } from '../images/resize.ts';
import { fastPlan } from './fast-plan.ts';
import { feedForward } from './feed-forward.ts';
import { finisher } from './finish.ts';
import { measure } from './measure.ts';
import { onlyPhoto, reportOnce, stopIfAborted } from './only-photo.ts';
import { OBJECTIVE } from './options.ts';
import type { Painted, PaintRequest, Prepared } from './paint.ts';

/**
 * Painting in one pass of a trained network; at more than the default strength in two. Each region is painted by
 * a pass of its own, and the results are laid beside each other.
 */
export async function paintFast(request: PaintRequest, prepared: Prepared): Promise<Painted> {
  const { engine, photo, signal, keepColours } = request;
  const { longSide, plan } = prepared;
  const { width, height } = fit(photo.width, photo.height, longSide);
  const { network, loss, parts, places, rest, vectors } = await fastPlan(request, longSide);
  const lossesOf = (result: Image) => {
    return measure({ engine, network: loss, objective: OBJECTIVE, style: parts, photo, result });
  };
  stopIfAborted(signal);
  if (plan.painting === 0) {
    return { ...(await onlyPhoto(request, prepared, lossesOf)), network: network.digest };
  }
  const pass = async (over: Image, vector: Float32Array) => {
    const result = await feedForward({ engine, transform: network, vector, photo: over, width, height });
    stopIfAborted(signal);
    return result;
  };
  /** vector: null where the photo stays */
  const painted = async (vector: Float32Array | null) => {
    if (vector === null) return resize(photo, width, height);
    const once = await pass(photo, vector);
    return plan.secondPass === 0 ? once : mix(once, await pass(once, vector), plan.secondPass);
  };
  let image = await painted(rest);
  const layers: { image: Image; mask: Image }[] = [];
  for (const [i, { mask }] of places.entries()) {
    layers.push({ image: await painted(vectors[i]), mask: resample(mask, width, height) });
  }
  image = finisher({ photo, painting: plan.painting })(places.length === 0 ? image : compose(image, layers));
  // under the objective of high quality, with the colours of the photo not yet put back
  const losses = await lossesOf(image);
  const colours = keepColours ? COLOUR_MODES.oklab.result : undefined;
  image = finisher({ photo, painting: 1, colours })(image);
  await reportOnce(request, image, losses);
  return { image, iterations: 1, losses, network: network.digest };
}
