/** One minimiser over a flat array. Nothing is allocated from step to step. */
export interface Optimiser {
  /**
   * Takes loss and gradient at x and moves x, in place, to the point that is to be evaluated next.
   * x, gradient: same length as the optimiser was made for.
   */
  step(x: Float32Array, loss: number, gradient: Float32Array): void;
  /**
   * Moves x to the best point that was evaluated so far where that differs from the last: call it when
   * no further evaluation follows. Returns the loss there.
   */
  settle(x: Float32Array): number;
}
