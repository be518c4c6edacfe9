import { COLOUR_MODES } from '../images/colour-modes.ts';
import { OBJECTIVE } from '../objective/objectives.ts';
import { fastPicture } from '../transfer/fast/picture.ts';
import { fastPlan } from '../transfer/fast/plan.ts';
import { finisher } from '../transfer/finish.ts';
import { measure } from '../transfer/measure.ts';
import type { PaintRequest } from '../transfer/request.ts';
import type { StrengthPlan } from '../transfer/strength.ts';
import { leastRichness } from '../transfer/style/richness.ts';
import type { FramePainter } from './steady.ts';
import type { SteadyThread } from './steady-apart.ts';

/** Each frame by the transform network, then guided by the painting before. request.photo: any frame. */
export async function fastPainter(
  request: PaintRequest,
  plan: StrengthPlan,
  steady: Pick<SteadyThread, 'guided'>,
): Promise<FramePainter> {
  const { engine, photo, signal, keepColours } = request;
  const { width, height } = photo;
  const { loss, parts, places, passes, ...styles } = await fastPlan(request, Math.max(width, height), plan);
  const painting = plan.painting * leastRichness(parts);
  const colours = keepColours ? COLOUR_MODES.oklab.result : undefined;
  return {
    async paint(calmed, last) {
      if (plan.painting === 0) return { bare: calmed.photo };
      const way = {
        engine,
        styles,
        places,
        photo: calmed.photo,
        width,
        height,
        passes,
        signal,
        noise: calmed.noise,
      };
      const painted = await fastPicture(way);
      const before = await last;
      if (before === undefined || calmed.guide === undefined) return { bare: painted };
      return { bare: await steady.guided(painted, before.bare, calmed.guide) };
    },
    finish: (bare, frame) => finisher({ photo: frame, painting, colours })(bare),
    async measure(result, frame) {
      const rows = await measure({
        engine,
        network: loss,
        objective: OBJECTIVE,
        style: parts,
        photo: frame,
        result,
      });
      return rows[1];
    },
  };
}
