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
import { type Guide, warp } from './flow.ts';
import { type FramePainter, mixed, type StyleLeft } from './steady.ts';

/** Weight of the temporal term: by the figures of docs/moving.md. */
const ANCHOR = 40;
/**
 * Once so much of a picture has come into it, what frames leave of their style is found anew, by one that is painted by itself and
 * not shown: other things take a style better or worse. By the figures of docs/moving.md.
 */
const RENEWED = 0.12;
/** A frame that is cut to the values there are has some two hundredths more of the style loss than what was optimised. */
const CUT = 0.98;
/** Largest change of one value in the very first step: what is painted already would lose more by the usual one. */
const FIRST_STEP = 0.01;

/**
 * Each frame by optimisation. The first one like a still; the others begin with the painting before, moved along, and
 * are held to it where the clip shows the same (Ruder et al. 2016). They would go on where it ended, to more and more
 * style; so each ends when as much of the style loss is left as a frame by itself leaves, of that of its start: the first
 * one, and one more whenever much has come into the picture.
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
  const shareLeft = async (begun: Image, bare: Image) => {
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
      const byItself = async () => {
        const { image: bare } = await optimise({ ...painted, levels, start });
        return { bare, styleLeft: { share: await shareLeft(begun, bare), unseen: 0 } };
      };
      if (guide === undefined || before === undefined) return byItself();
      const left = withNew(
        before.styleLeft ?? { share: await shareLeft(begun, before.bare), unseen: 0 },
        guide,
      );
      const styleLeft = left.unseen > RENEWED ? (await byItself()).styleLeft : left;
      const moved = warp(before.bare, guide.flow);
      const { image: bare } = await optimise({
        ...painted,
        levels: [finest],
        optimiser: { firstStep: FIRST_STEP, ...optimiser },
        start: mixed(begun, moved, guide.trust),
        anchor: { image: moved, trust: guide.trust, weight: ANCHOR },
        enough: { other: begun, goal: (style) => CUT * styleLeft.share * style },
      });
      return { bare, styleLeft };
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

/** trust: of each pixel, that it was there in the frame before */
function withNew({ share, unseen }: StyleLeft, { trust }: Guide): StyleLeft {
  return { share, unseen: unseen + 1 - trust.reduce((sum, part) => sum + part, 0) / trust.length };
}
