import { AtelierError } from '../errors.ts';
import type { Objective } from '../objective/objective.ts';
import type { Quality } from './painting.ts';

/** Every option of painting: unit, range, default, and where the default comes from. Written once, here. */
export const OPTIONS = {
  /**
   * Longer side of the result in pixels. Unset: the default, but never larger than the photo. The
   * largest is bounded by memory for high (0.8 GB at 512²; an estimated 2 GB at 1024) and by patience for fast.
   */
  size: {
    fast: { min: 64, max: 2048, default: 1024 },
    high: { min: 64, max: 1024, default: 512 },
  },
  /** whole number: the same seed gives the same picture on the same machine */
  seed: { min: 0, max: 2 ** 32 - 1, default: 1 },
  /** per cent of style, whole: 0 the photo itself, 70 as the objective below is tuned, 100 nearly pure style */
  strength: { min: 0, max: 100, default: 70 },
  /** part of the second preset in a blend: 0 none of it, 1 nothing else */
  share: { min: 0, max: 1, default: 0.5 },
  /** iterations between two rows of the loss trace */
  traceEvery: { min: 1, max: 10_000, default: 10 },
} as const;

/** Layer set of Gatys et al. 2016, section 2.3. */
export const STYLE_LAYERS = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1'] as const;

/** What high quality minimises. Weights: chosen by eye and by tools/judge.py on the full VGG-19. */
export const OBJECTIVE: Objective = {
  // Two layers hold the photo better at equal style than either alone: conv3_3 edges and faces, conv4_2 layout.
  content: [
    { layer: 'conv3_3', form: 'relative', weight: 0.06 },
    { layer: 'conv4_2', form: 'relative', weight: 0.06 },
  ],
  style: STYLE_LAYERS.map((layer) => ({ layer, form: 'covariance', weight: 0.2 })),
  variation: 1.5,
  range: 10,
};

/** Longer side of the painting over that of the picture. At 1 strokes are as fine as in a print of that size: ripples. */
export const STYLE_SCALE = 1.2;

export interface SizeRequest {
  width: number;
  height: number;
  /** longer side as asked for, in pixels */
  size: number | undefined;
}

/** The longer side to paint at. */
export function longSideOf(quality: Quality, { width, height, size }: SizeRequest): number {
  const { min, max, default: usual } = OPTIONS.size[quality];
  if (size === undefined) return Math.min(usual, Math.max(min, Math.max(width, height)));
  return checked('size', size, { min, max });
}

/** Any number in its range, or `option.invalid`. */
export function checkedNumber(
  option: string,
  value: number,
  { min, max }: { min: number; max: number },
): number {
  if (value >= min && value <= max) return value;
  throw new AtelierError('option.invalid', {
    option,
    expected: `a number from ${min} to ${max}`,
    received: String(value),
  });
}

/** A whole number in its range, or `option.invalid`. */
export function checked(option: string, value: number, { min, max }: { min: number; max: number }): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new AtelierError('option.invalid', {
    option,
    expected: `a whole number from ${min} to ${max}`,
    received: String(value),
  });
}
