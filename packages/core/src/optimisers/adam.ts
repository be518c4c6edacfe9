import type { Moments, Rule } from './optimiser.ts';
import { OPTIMISER_OPTIONS, type OptimiserOptions } from './options.ts';

/** Adam (Kingma and Ba 2015, algorithm 1). */
export class Adam implements Rule {
  readonly #rate: number;
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #mean: Float32Array;
  readonly #square: Float32Array;
  #steps: number;

  /** carried: moments of a coarser level, already resized; they are taken over, not copied */
  constructor(size: number, options: OptimiserOptions = {}, carried?: Moments) {
    const { rate, beta1, beta2, epsilon } = OPTIMISER_OPTIONS;
    this.#rate = options.rate ?? rate.adam.default;
    this.#beta1 = options.beta1 ?? beta1.default;
    this.#beta2 = options.beta2 ?? beta2.default;
    this.#epsilon = options.epsilon ?? epsilon.default;
    const both = carried?.square === undefined ? undefined : carried;
    this.#mean = both?.mean ?? new Float32Array(size);
    this.#square = both?.square ?? new Float32Array(size);
    this.#steps = both?.steps ?? 0;
  }

  get moments(): Moments {
    return { steps: this.#steps, mean: this.#mean, square: this.#square };
  }

  step(x: Float32Array, _loss: number, gradient: Float32Array): void {
    this.#steps++;
    const mean = this.#mean;
    const square = this.#square;
    const beta1 = this.#beta1;
    const beta2 = this.#beta2;
    const epsilon = this.#epsilon;
    // Both bias corrections of the paper, drawn out of the loop.
    const rate = this.#rate / (1 - beta1 ** this.#steps);
    const correction = 1 / (1 - beta2 ** this.#steps);
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i]!;
      const m = beta1 * mean[i]! + (1 - beta1) * g;
      const v = beta2 * square[i]! + (1 - beta2) * g * g;
      mean[i] = m;
      square[i] = v;
      x[i]! -= (rate * m) / (Math.sqrt(v * correction) + epsilon);
    }
  }
}
