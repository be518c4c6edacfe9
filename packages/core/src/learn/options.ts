import type { Objective } from '../objective/objective.ts';
import { GATYS_LAYERS } from '../objective/objectives.ts';

/** Every option of learning a preset: unit, range, default, source. As in training/transform wherever it says nothing else. */
export const LEARN = {
  /** steps of the optimiser; the loss is nearly flat after some 150 */
  steps: { min: 1, max: 10_000, default: 300 },
  /** whole number: the same seed gives the same preset on the same machine */
  seed: { min: 0, max: 2 ** 32 - 1, default: 1 },
} as const;

/** Side of a crop in pixels, a multiple of 32, and crops a step. */
export const SIDE = 160;
export const CROPS = 2;
/** Batches of crops that are gone through again and again; their content features are computed once. */
export const BATCHES = 32;
/**
 * Batches on which all vectors to begin with are tried, and on which the content loss of the preset in the middle
 * is measured: single crops differ by a third of it.
 */
export const TRIED_ON = 2;
export const MEASURED_ON = 12;
/** Side of the smallest crop of a photo in pixels: enlarged, it is as smooth as a large photo is from near. */
export const SMALLEST_CROP = 72;

/** Learning rate of Adam: scales are about 1. Decay of the average of the iterates, which is what is kept. */
export const RATE = 0.02;
export const AVERAGE = 0.97;

/**
 * Longer sides of the painting in pixels, two for each distance. Near: what the result has to meet itself; far:
 * at half its size. FAR_SHARE: part of the style loss that is taken from afar.
 */
export const NEAR = [384, 576] as const;
export const FAR = [192, 288] as const;
const FAR_SHARE = 0.4;

/** Weight of content to begin with, and how far it may be moved to reach the content loss of the other presets. */
export const CONTENT = { weight: 0.35, least: 0.14, most: 1.05 } as const;
export const CONTENT_LAYER = 'conv4_2';
/** Steps after which that weight is moved, and how far: by the factor e^(rate · relative excess). */
export const BALANCE = { every: 25, rate: 1 } as const;

const style = (share: number) =>
  GATYS_LAYERS.map((layer) => ({ layer, form: 'covariance' as const, weight: share / GATYS_LAYERS.length }));

/** Content, near style, calm. The results of a transform network are in [0, 1] anyway. */
export function nearObjective(contentWeight: number): Objective {
  const content = [{ layer: CONTENT_LAYER, form: 'relative' as const, weight: contentWeight }];
  return { content, style: style(1 - FAR_SHARE), variation: 0.5, range: 0 };
}

export const FAR_OBJECTIVE: Objective = { content: [], style: style(FAR_SHARE), variation: 0, range: 0 };
