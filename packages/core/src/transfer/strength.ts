import type { Quality } from '@atelier/contract/order.ts';
import type { Objective } from '../objective/objective.ts';
import { checked, OPTIONS } from './options.ts';

/** What a strength means for the work. */
export interface StrengthPlan {
  /** what the content weights are multiplied by; high only, 1 for fast */
  readonly content: number;
  /** part of the painting in the result, the rest is the photo: 0 nothing is painted, 1 no photo laid over */
  readonly painting: number;
  /** part of a second pass over the first one's result; high: of the fast painting that it begins with */
  readonly secondPass: number;
  /** what strokes are larger by; high: those of that fast painting */
  readonly broader: number;
}

/** Strengths over which the content weight changes by `FACTOR`. Both by eye, on contact sheets. */
const SPAN = 30;
const FACTOR = 10;
/**
 * Below this strength of high quality the content weight stays and the photo is laid over instead: more weight
 * alone never gives the photo back, and both together leave nothing to see of the style at 30.
 */
const OVERLAY = 40;
/**
 * The second pass in strength 100 of fast quality. Up to this the style loss falls on most photos (by 14 % on
 * average over five photos in six presets, on 25 of the 30 pairs), further up it rises: the network never learnt its own strokes.
 */
const MOST_OF_SECOND = 1 / 2;
/**
 * Size of strokes in strength 100 of fast quality. A second pass alone moves values by 2 % from 70 to 90, which is
 * hardly seen; with this, which lays strokes anew, by 7 %. Broader ones (1.1) have more style loss at 100 than at 90.
 */
const BROADEST = 1.06;

/**
 * The default strength changes nothing, in either quality. Fast, whose network is fixed: photo and one pass are mixed up
 * to the default, one pass and two passes in broader strokes beyond it. High: the content weight moves by a factor, and
 * in the lower part the photo shows through; that alone moves values by 2 % from 70 to 90, as the few iterations end near
 * the fast painting that they begin with, so that beyond the default it begins with that of the same strength: 8 %.
 */
export function planFor(quality: Quality, strength: number = OPTIONS.strength.default): StrengthPlan {
  const { max, default: usual } = OPTIONS.strength;
  const s = checked('strength', strength, OPTIONS.strength);
  const beyond = Math.max(0, s - usual) / (max - usual);
  const anew = { secondPass: MOST_OF_SECOND * beyond, broader: 1 + (BROADEST - 1) * beyond };
  if (quality === 'fast') return { content: 1, painting: Math.min(1, s / usual), ...anew };
  const content = FACTOR ** ((usual - Math.max(s, OVERLAY)) / SPAN);
  return { content, painting: Math.min(1, s / OVERLAY), ...anew };
}

/** Weights are inputs of a compiled objective: another strength compiles nothing. */
export function withContent(objective: Objective, factor: number): Objective {
  const content = objective.content.map((term) => ({ ...term, weight: term.weight * factor }));
  return { ...objective, content };
}
