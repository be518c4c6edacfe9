import type { Image } from '../images/image.ts';
import { finisher } from '../transfer/finish.ts';
import { startFor } from '../transfer/high/fast-start.ts';
import { optimise, styleLosses } from '../transfer/high/optimise.ts';
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
/** Largest change of one value in the very first step: what is painted already would lose more by the usual one. */
const FIRST_STEP = 0.01;

/**
 * Each frame by optimisation. The first one like a still; the others begin with the painting before, moved along, and
 * are held to it where the clip shows the same (Ruder et al. 2016). They would go on where it ended, to more and more
 * style; so each ends when as much of the style loss is left as the first one left, of that of a start of its own.
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
  /** Of what has been cut to the values there are, as it is handed out: up to a quarter more than of what was optimised. */
  const styleLeft = async (begun: Image, bare: Image) => {
    const [of, style] = (await styleLosses({ ...settings, photo: bare, levels }, [begun, bare])) as [
      number,
      number,
    ];
    return style / of;
  };
  return {
    async paint({ photo: frame, guide }, last) {
      if (plan.painting === 0) return { bare: frame };
      const before = await last;
      const painted = { ...settings, photo: colours.photo?.(frame) ?? frame };
      const start = await startFor({ ...request, photo: frame }, high);
      const begun: Image =
        typeof start === 'object' ? start : await inTheirColours(frame, styles.parts, side * styleScale);
      if (guide === undefined || before === undefined) {
        const { image: bare } = await optimise({ ...painted, levels, start });
        return { bare, styleLeft: await styleLeft(begun, bare) };
      }
      const left = before.styleLeft ?? (await styleLeft(begun, before.bare));
      const moved = warp(before.bare, guide.flow);
      const { image: bare } = await optimise({
        ...painted,
        levels: [finest],
        optimiser: { firstStep: FIRST_STEP, ...optimiser },
        start: mixed(begun, moved, guide.trust),
        anchor: { image: moved, trust: guide.trust, weight: ANCHOR },
        enough: { other: begun, goal: (style) => left * style },
      });
      return { bare, styleLeft: left };
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
