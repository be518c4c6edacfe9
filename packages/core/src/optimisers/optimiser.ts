/**
 * One minimiser over a flat array. Nothing is allocated from step to step.
 *
 *   const optimiser = createOptimiser(picture.length, { optimiser: 'adam', average: 0.99 }, { carried });
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
