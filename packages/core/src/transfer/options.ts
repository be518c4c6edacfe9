import { ORDER, type Quality } from '@atelier/contract/order.ts';
import { AtelierError } from '../errors.ts';
import { OBJECTIVE } from '../objective/objectives.ts';

const RANGE = { size: { min: ORDER.size.min, max: ORDER.size.max }, share: ORDER.blendShare };

/**
 * Every option of painting: unit, range, default, and where the default comes from. Written once: those that can be
 * ordered in `ORDER`, the others here.
 */
export const OPTIONS = {
  /**
   * Longer side of the result in pixels. Unset: the default, but never larger than the photo. The
   * largest is bounded by patience: memory is not the bound, since large pictures are computed in tiles.
   */
  size: {
    fast: { ...RANGE.size, default: 1024 },
    high: { ...RANGE.size, default: 512 },
  },
  /** whole number: the same seed gives the same picture on the same machine */
  seed: ORDER.seed,
  /** per cent of style, whole: 0 the photo itself, 70 as the objective below is tuned, 100 nearly pure style */
  strength: ORDER.strength,
  /** part of the second preset in a blend: 0 none of it, 1 nothing else */
  share: { min: RANGE.share.min / 100, max: RANGE.share.max / 100, default: RANGE.share.default / 100 },
  /** iterations between two rows of the loss trace */
  traceEvery: { min: 1, max: 10_000, default: 10 },
  /** how much one of several styles counts; only the ratios matter, the weights are scaled to sum 1 */
  weight: { min: 0, max: 1e6, default: 1 },
  /** α, factor of all content terms; 1: as the objective below, and strength 70, are tuned */
  contentWeight: { min: 0, max: 1e12, default: 1 },
  /** β, factor of all style terms */
  styleWeight: { min: 0, max: 1e12, default: 1 },
  /** weight of a single layer's term */
  layerWeight: { min: 0, max: 1e12 },
  /** weight of the total variation; beside the curvature, which takes away single pixels and leaves strokes, little */
  variation: { min: 0, max: 1e12, default: OBJECTIVE.variation },
  /** part of the photo in the first picture, the rest is white noise: 0 noise alone (Gatys et al. 2016), 1 the photo */
  start: { min: 0, max: 1, default: 0.2 },
  /**
   * Per cent: longer side of the painting over that of the picture, at every level; a painting is never
   * enlarged, and a preset knows its painting from 181 to 724 pixels. At 100 strokes are as fine as in a print
   * of the picture's size, which look like ripples; 10, 30, 60 and 100 are the classic ones.
   */
  styleScale: { min: 10, max: 400, default: 108 },
  /** degrees, clockwise; any number */
  styleRotation: { min: -360, max: 360, default: 0 },
  /** iterations over all sizes together; unset: see pyramid.ts, 20 that begin with the fast painting, 123 others of 512 pixels */
  iterations: { min: 1, max: 100_000 },
  /** number of sizes, each √2 times the one before; 1: the end size alone. Unset: by `coarsest` */
  levels: { min: 1, max: 8 },
  /**
   * Longer side in pixels at which strokes and shapes are laid out. From 128 large swirls come out best, but a
   * face of 20 pixels turns into whatever the painting has in that place; from 256 faces stay (docs/decisions/0003-defaults.md, 3). What begins
   * with the fast painting has one size, three quarters of the result's, unless others are asked for.
   */
  coarsest: { min: 32, max: 4096, default: 256 },
  /** per cent of the picture's longer side: deviation of the blur that makes the edges of masks soft; 0: as drawn */
  feather: { min: 0, max: 20, default: 1 },
} as const;

/** Longer side of the painting over that of the picture. */
export const STYLE_SCALE = OPTIONS.styleScale.default / 100;

/**
 * How large strokes are in the picture, whatever its size in pixels. `medium` is what each quality is tuned for;
 * the others are a half finer, and a half broader.
 */
export const STROKES = ORDER.strokes.of;
export type Strokes = (typeof STROKES)[number];

/** Size of strokes beside the usual one, in the picture. */
export const STROKE_SCALE: Record<Strokes, number> = { fine: 2 / 3, medium: 1, broad: 3 / 2 };

/** What becomes of faces in the photo. */
export const FACES = ORDER.faces.of;

export interface SizeRequest {
  width: number;
  height: number;
  /** longer side as asked for, in pixels */
  size: number | null | undefined;
}

/** The longer side to paint at. */
export function longSideOf(quality: Quality, { width, height, size }: SizeRequest): number {
  const { min, max, default: usual } = OPTIONS.size[quality];
  if (size === undefined || size === null) return Math.min(usual, Math.max(min, Math.max(width, height)));
  return checked('size', size, { min, max });
}

/** Longer side at which a photo is worth decoding: nothing finer is ever looked at, whatever the photo's size. */
export function decodedSideOf(quality: Quality, size?: number | null): number {
  const { min, default: usual } = OPTIONS.size[quality];
  return Math.max(min, size ?? usual);
}

/** Pixels from which on the finest level of nearly every picture has what it looks for in a painting. */
const USUAL_PAINTING = 2048;

/**
 * The same for a style picture, longer side: the predictor looks at 384 pixels, an optimisation at its own size times
 * `styleScale` (per cent, see OPTIONS). `size`: longer side of the result, where it is known.
 */
export function decodedStyleSideOf(
  quality: Quality,
  styleScale: number = OPTIONS.styleScale.default,
  size?: number | null,
): number {
  if (quality === 'fast') return 512;
  return Math.ceil(Math.max(USUAL_PAINTING, size ?? 0) * Math.max(1, styleScale / 100));
}

/** Any number in its range, or `option.invalid`. */
export function checkedNumber(
  option: string,
  value: number,
  { min, max }: { min: number; max: number },
): number {
  if (value >= min && value <= max) return value;
  throw new AtelierError('option.invalid', { option, kind: 'range', min, max, received: String(value) });
}

/** One of the names, or `option.invalid` with all of them. */
export function checkedName<Name extends string>(
  option: string,
  value: string,
  names: readonly Name[],
): Name {
  const name = names.find((candidate) => candidate === value);
  if (name !== undefined) return name;
  throw new AtelierError('option.invalid', {
    option,
    kind: 'one-of',
    names: names.join(', '),
    received: value,
  });
}

/** A whole number in its range, or `option.invalid`. */
export function checked(option: string, value: number, { min, max }: { min: number; max: number }): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new AtelierError('option.invalid', { option, kind: 'whole', min, max, received: String(value) });
}
