import type { Image } from '../images/image.ts';
import { finisher } from '../transfer/finish.ts';
import { startFor } from '../transfer/high/fast-start.ts';
import { optimise } from '../transfer/high/optimise.ts';
import { highPlan } from '../transfer/high/plan.ts';
import { measure } from '../transfer/measure.ts';
import { OPTIONS } from '../transfer/options.ts';
import type { PaintRequest } from '../transfer/request.ts';
import { type StrengthPlan, withContent } from '../transfer/strength.ts';
import { inTheirColours } from '../transfer/style/parts.ts';
import { warp } from './flow.ts';
import { type FramePainter, mixed } from './steady.ts';

/** Weight of the temporal term: by the figures of docs/moving.md. */
const ANCHOR = 40;
/**
 * Each frame by optimisation. The first one like a still; the others begin with the painting before, moved along, and
 * are held to it where the clip shows the same (Ruder et al. 2016). They would go on where it ended, to more and more
 * style; so each ends when it has as much as the first one had, in proportion to what it would be begun with by itself.
 * request.photo: any frame.
 */
export async function highPainter(request: PaintRequest, plan: StrengthPlan): Promise<FramePainter> {
  const { engine, photo, signal, seed = OPTIONS.seed.default } = request;
  const side = Math.max(photo.width, photo.height);
  const high = await highPlan(request, side, { handsOn: false });
  const { network, objective, styles, styleScale, levels, optimiser, colours, traceEvery } = high;
  const finest = levels[levels.length - 1]!;
  const settings = {
    engine,
    network,
    objective: withContent(objective, plan.content),
    style: styles.parts,
    styleScale,
    seed,
    optimiser,
    traceEvery,
    signal,
  };
  const startOf = async (frame: Image) => {
    const start = await startFor({ ...request, photo: frame }, high);
    if (typeof start === 'object') return start;
    return inTheirColours(frame, styles.parts, side * styleScale);
  };
  return {
    async paint({ photo: frame, guide }, last) {
      if (plan.painting === 0) return { bare: frame };
      const before = await last;
      const painted = { ...settings, photo: colours.photo?.(frame) ?? frame };
      if (guide === undefined || before === undefined) {
        const start = await startFor({ ...request, photo: frame }, high);
        return { bare: (await optimise({ ...painted, levels, start })).image };
      }
      const moved = warp(before.bare, guide.flow);
      const begun = await startOf(frame);
      let { goal } = before;
      const { image } = await optimise({
        ...painted,
        levels: [finest],
        start: mixed(begun, moved, guide.trust),
        anchor: { image: moved, trust: guide.trust, weight: ANCHOR },
        enough: {
          others: goal ? [begun] : [begun, before.bare],
          goal: ([of = 0, first = 0]) => {
            goal = { style: goal ? (goal.style * of) / goal.begun : first, begun: of };
            return goal.style;
          },
        },
      });
      return { bare: image, goal };
    },
    finish: (bare, frame) => {
      return finisher({ photo: frame, painting: plan.painting, colours: colours.result, kept: styles.kept })(
        bare,
      );
    },
    async measure(result, frame) {
      const rows = await measure({ engine, network, objective, style: styles.parts, photo: frame, result });
      return rows[1];
    },
  };
}
