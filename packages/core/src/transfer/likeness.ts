import type { Image } from '../images/image.ts';
import { ssim } from '../images/ssim.ts';
import { OBJECTIVE, STYLE_LAYERS } from '../objective/objectives.ts';
import { measure } from './measure.ts';
import { perceptual } from './networks.ts';
import type { PaintRequest } from './request.ts';
import { regionPlan } from './style/regions.ts';

/** How far a painting has gone from its photo, and towards its style. */
export interface Likeness {
  /** the network that looked */
  network: string;
  /** structural similarity to the photo, at most 1, see ssim.ts */
  ssim: number;
  /** style loss of the painting over that of the photo: 1 nothing of the style has come, 0 it is all there */
  styleLeft: number;
  /** content loss of the painting, see OBJECTIVE; 0: the photo */
  content: number;
}

/**
 * Measured with the shipped network under the default objective whatever painted, so that pictures of any settings can
 * be compared with each other. Another network would see it otherwise, and by other amounts.
 */
export async function likeness(request: PaintRequest, result: Image): Promise<Likeness> {
  const { engine, photo, tuning } = request;
  const network = await perceptual();
  const view = { engine, network, layers: STYLE_LAYERS, rotation: tuning?.styleRotation ?? 0 };
  const { parts } = await regionPlan(request, Math.max(result.width, result.height), view);
  const [before, after] = await measure({
    engine,
    network,
    objective: OBJECTIVE,
    style: parts,
    photo,
    result,
  });
  return {
    network: network.name,
    ssim: ssim(result, photo),
    styleLeft: before.style === 0 ? 0 : after.style / before.style,
    content: after.content,
  };
}
