import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Guarded } from './guarded.ts';
import { Lbfgs } from './lbfgs.ts';
import type { OptimiserName, OptimiserOptions } from './options.ts';
import { Sgd } from './sgd.ts';

/**
 * One minimiser over a flat array. Nothing is allocated from step to step.
 *
 *   const optimiser = createOptimiser(picture.length, { optimiser: 'adam', average: 0.99 }, carried);
 *   for (let i = 0; i < most && !optimiser.finished; i++) {
 *     const losses = await evaluator.evaluate();
 *     optimiser.step(picture, losses.total, gradient);
 *   }
 *   optimiser.settle(picture);
 *   carried = resizeMoments(optimiser.moments, thisLevel, nextLevel);
 */
export interface Optimiser {
  /**
   * Takes loss and gradient at x and moves x, in place, to the point that is to be evaluated next.
   * x, gradient: same length as the optimiser was made for. A loss that is no number leads back.
   */
  step(x: Float32Array, loss: number, gradient: Float32Array): void;
  /** true: over the last `plateau` steps the best loss hardly fell, see OptimiserOptions */
  readonly finished: boolean;
  /** what the next level of a pyramid can begin with; undefined: nothing of this optimiser's is worth it */
  readonly moments: Moments | undefined;
  /**
   * Moves x to what is handed out: with `average` the average of the iterates, else the best point that was
   * evaluated. Call it when no further evaluation follows. Returns the least loss that was evaluated.
   */
  settle(x: Float32Array): number;
}

/** A rule that moves x, without guard, plateau or average: those are the same for all rules. */
export interface Rule {
  /** loss is finite */
  step(x: Float32Array, loss: number, gradient: Float32Array): void;
  /** Called instead of `step` where the loss is no number. Absent: back to the best point. */
  retreat?(x: Float32Array): void;
  readonly moments: Moments | undefined;
}

/** What a rule remembers of the gradients, value by value, in the picture's layout. */
export interface Moments {
  /** steps taken so far, for the corrections of a short memory */
  readonly steps: number;
  /** mean gradient */
  readonly mean: Float32Array;
  /** mean squared gradient; absent: the rule has none */
  readonly square?: Float32Array;
}

type Make = (size: number, options: OptimiserOptions, carried: Moments | undefined) => Rule;

/** Measured side by side in docs/options.md. */
export const OPTIMISERS: Record<OptimiserName, Make> = {
  lbfgs: (size, options) => new Lbfgs(size, options),
  adam: (size, options, carried) => new Adam(size, options, carried),
  adagrad: (size, options) => new Adagrad(size, options),
  sgd: (size, options, carried) => new Sgd(size, options, carried),
};

/** carried: moments of the level before, resized by `resizeMoments`; a rule that cannot use them ignores them. */
export function createOptimiser(size: number, options: OptimiserOptions = {}, carried?: Moments): Optimiser {
  const rule = OPTIMISERS[options.optimiser ?? 'lbfgs'](size, options, carried);
  return new Guarded(rule, size, options);
}
