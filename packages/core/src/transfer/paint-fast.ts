import { COLOUR_MODES } from '../images/colour-modes.ts';
import type { Image } from '../images/image.ts';
import { mix } from '../images/mix.ts';
import { fit } from '../images/resize.ts';
import { stylesOf, vectorOf } from './choose-style.ts';
import { feedForward } from './feed-forward.ts';
import { finisher } from './finish.ts';
import { measure } from './measure.ts';
import { perceptual, transform } from './networks.ts';
import { onlyPhoto, reportOnce, stopIfAborted } from './only-photo.ts';
import { OBJECTIVE, STYLE_LAYERS } from './options.ts';
import type { Painted, PaintRequest, Prepared } from './paint.ts';
import { refuseInFast } from './tuning.ts';

/** Painting in one pass of a trained network; at more than the default strength in two. */
export async function paintFast(request: PaintRequest, prepared: Prepared): Promise<Painted> {
  const { engine, photo, signal, keepColours, regions, feather, tuning, mix: styleMix } = request;
  const colours = keepColours === true ? 'oklab' : keepColours || undefined;
  refuseInFast({
    ...tuning,
    mask: regions,
    feather,
    mix: styleMix === 'interpolate' ? undefined : styleMix,
    keepColours: colours === 'oklab' ? undefined : colours,
  });
  const { longSide, plan } = prepared;
  const { width, height } = fit(photo.width, photo.height, longSide);
  const network = await transform();
  const loss = await perceptual();
  const vector = await vectorOf({ engine, transform: network, network: loss }, request);
  const view = { engine, network: loss, layers: STYLE_LAYERS, presetsFit: true, rotation: 0 };
  const style = await stylesOf(request, view);
  const lossesOf = (result: Image) => {
    return measure({ engine, network: loss, objective: OBJECTIVE, style, photo, result });
  };
  stopIfAborted(signal);
  if (plan.painting === 0) {
    return { ...(await onlyPhoto(request, prepared, lossesOf)), network: network.digest };
  }
  const pass = (over: Image) => {
    return feedForward({ engine, transform: network, vector, photo: over, width, height });
  };
  let image = await pass(photo);
  stopIfAborted(signal);
  if (plan.secondPass > 0) {
    image = mix(image, await pass(image), plan.secondPass);
    stopIfAborted(signal);
  }
  image = finisher({ photo, painting: plan.painting })(image);
  // under the objective of high quality, with the colours of the photo not yet put back
  const losses = await lossesOf(image);
  image = finisher({ photo, painting: 1, colours: colours && COLOUR_MODES.oklab.result })(image);
  await reportOnce(request, image, losses);
  return { image, iterations: 1, losses, network: network.digest };
}
