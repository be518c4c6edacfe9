import { AtelierError } from '../../errors.ts';
import { fit } from '../../images/resize.ts';
import { checked, OPTIONS } from '../options.ts';
import type { ScheduleOptions } from '../request.ts';

export interface Level {
  /** size of the photo at this level in pixels */
  readonly width: number;
  readonly height: number;
  /** longer side, which the style's scale follows */
  readonly side: number;
  readonly iterations: number;
}

/**
 * A picture of any size costs as much as so many iterations at its end size, so that time follows the pixels. The
 * finest level only has to add what the level before could not show: 26 of them at 512 pixels.
 */
const WORK = 60;
/** Each coarser level has half the pixels and gets so many times the iterations … */
const GROWTH = 1.5;
/** … up to this. */
const MOST_ITERATIONS = 120;

/** Iterations of a painting that is begun already, at one size (docs/decisions/0007-fewer-iterations.md). */
const BEGUN = 20;
/**
 * Size of what is begun by the fast painting in that of the result: what changes there is added to the fast painting, which
 * has the finest strokes already, for little more than half the time.
 */
const CHANGED = 3 / 4;
/** Longer side in pixels that the size does not go below: deep layers would have few positions left. */
const LEAST_CHANGED = 256;

export interface PyramidOptions extends ScheduleOptions {
  /** it has large shapes as it begins, and needs no coarse size; default false */
  begun?: boolean;
  /** its changes are enlarged and added to what it begins with; default false */
  handsOn?: boolean;
}

/**
 * Sizes from coarse to fine, each √2 larger than the last (crowsonkb/style-transfer-pytorch), so that most of
 * the work happens where an iteration is cheap. Other sizes take as many iterations together as the default
 * ones would, spread in the same proportions, unless their number is given. A painting that is begun already is painted
 * at one size, unless sizes are given.
 */
export function pyramid(
  width: number,
  height: number,
  longSide: number,
  { begun = false, handsOn = false, ...options }: PyramidOptions = {},
): Level[] {
  const { iterations } = options;
  const total = iterations === undefined ? undefined : checked('iterations', iterations, OPTIONS.iterations);
  if (begun && options.levels === undefined && options.coarsest === undefined) {
    const side = handsOn ? changedSide(longSide) : longSide;
    return [{ ...fit(width, height, side), side, iterations: total ?? BEGUN }];
  }
  const usual = counts(countFor(longSide, OPTIONS.coarsest.default));
  const mine = counts(countOf(longSide, options));
  return spread(total ?? sum(usual), mine).map((count, i) => {
    const side = Math.round(longSide / Math.SQRT2 ** (mine.length - 1 - i));
    return { ...fit(width, height, side), side, iterations: count };
  });
}

function changedSide(longSide: number): number {
  return Math.min(longSide, Math.max(LEAST_CHANGED, Math.round(CHANGED * longSide)));
}

/** So many iterations in the given proportions; each level gets one, and the first one what rounding leaves. */
function spread(total: number, proportions: readonly number[]): number[] {
  const factor = total / sum(proportions);
  const [, ...finer] = proportions.map((part) => Math.max(1, Math.round(part * factor)));
  return [Math.max(1, total - sum(finer)), ...finer];
}

function countOf(longSide: number, { levels, coarsest }: ScheduleOptions): number {
  if (levels === undefined) {
    const first = coarsest ?? OPTIONS.coarsest.default;
    return countFor(longSide, checked('coarsest', first, OPTIONS.coarsest));
  }
  if (coarsest === undefined) return checked('levels', levels, OPTIONS.levels);
  throw new AtelierError('option.invalid', {
    option: 'levels',
    expected: 'either the number of sizes or the coarsest one',
    received: 'both',
  });
}

function countFor(longSide: number, coarsest: number): number {
  return 1 + Math.max(0, Math.round(2 * Math.log2(longSide / coarsest)));
}

/** Iterations of so many levels, from coarse to fine. */
function counts(levels: number): number[] {
  const steps = Array.from({ length: levels }, (_, i) => levels - 1 - i);
  const finest = WORK / sum(steps.map((coarser) => (GROWTH / 2) ** coarser));
  return steps.map((coarser) => Math.min(MOST_ITERATIONS, Math.round(finest * GROWTH ** coarser)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Whether the last of them is smaller than the result, so that its changes are added to what it began with. */
export function isHandedOn(levels: readonly Level[], longSide: number): boolean {
  return levels.at(-1)!.side < longSide;
}

/** Share of the whole work, by cost: iterations times pixels. */
export function costOf({ width, height, iterations }: Level): number {
  return width * height * iterations;
}
