import { checkedName, STROKE_SCALE, STROKES, type Strokes } from '../options.ts';

/** One pass of the transform network over what the passes before it have painted. */
export interface FastPass {
  /** longer side, pixels */
  readonly side: number;
  /** part of this pass in its result, the rest is what it was painted over: (0, 1]; 1 for the first */
  readonly share: number;
}

/**
 * Longer side at which the transform network's strokes are about as large, in proportion, as the painting's. It
 * paints strokes of so many pixels, whatever the size: at 1024 they would be half as large in the picture.
 */
export const LAYOUT_SIDE = 512;
/**
 * Longer side of the last pass for one of the result, pixels: five eighths up to 1024, which nobody told from three quarters at
 * 100 %; of larger pictures, which are looked at more closely, nearer to three quarters.
 */
function finestSide(longSide: number): number {
  return Math.max((5 / 8) * longSide, (3 / 4) * longSide - 128);
}
/** No pass is more times larger than the one before: enlarged further, edges are too soft to be painted over. */
const STEP = 2.5;
/**
 * Part of each later pass. More gives more style for more content; all along the line that mixing moves on
 * (docs/decisions/0003-defaults.md, section 6).
 */
const SHARE = 0.38;

export interface FastPassOptions {
  strokes?: Strokes | undefined;
  /** what strokes are larger by beyond that; default 1 */
  scale?: number;
  /** see StrengthPlan; default 0 */
  secondPass?: number;
  /** size of the last pass in that of the result; default: see `finestSide` */
  finest?: number;
}

/**
 * The first pass lays out large strokes, the later ones, over its enlarged result, make them crisp. Between the two
 * sizes at which one pass is enough and at which two are usual, their part grows, so that one pixel more is no jump.
 * longSide: of the result, pixels.
 */
export function fastPasses(
  longSide: number,
  { strokes = 'medium', scale = 1, secondPass = 0, finest }: FastPassOptions = {},
): FastPass[] {
  const broader = scale * STROKE_SCALE[checkedName('strokes', strokes, STROKES)];
  const first = Math.round(Math.min(longSide, LAYOUT_SIDE) / broader);
  const last = Math.max(first, Math.round(finest ? finest * longSide : finestSide(longSide)));
  const octaves = Math.min(1, Math.max(0, Math.log2(longSide / first)));
  const share = SHARE * octaves + secondPass;
  if (share === 0) return [{ side: first, share: 1 }];
  const steps = Math.max(1, Math.ceil(Math.log(last / first) / Math.log(STEP)));
  const later = Array.from({ length: steps }, (_, i) => {
    return { side: Math.round(first * (last / first) ** ((i + 1) / steps)), share };
  });
  return [{ side: first, share: 1 }, ...later];
}
