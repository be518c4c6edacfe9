import type { Rule } from './optimiser.ts';
import { OPTIMISER_OPTIONS, type OptimiserOptions } from './options.ts';

/**
 * Adagrad (Duchi, Hazan and Singer 2011, figure 1, diagonal): every value's step is divided by the root of all
 * its squared gradients so far. Nothing is carried over to another size: the sum only ever grows, and the next
 * level would begin with steps that are too short already.
 */
export class Adagrad implements Rule {
  readonly moments = undefined;
  readonly #rate: number;
  readonly #epsilon: number;
  readonly #sum: Float32Array;

  constructor(size: number, options: OptimiserOptions = {}) {
    const { rate, epsilon } = OPTIMISER_OPTIONS;
    this.#rate = options.rate ?? rate.adagrad.default;
    this.#epsilon = options.epsilon ?? epsilon.default;
    this.#sum = new Float32Array(size);
  }

  step(x: Float32Array, _loss: number, gradient: Float32Array): void {
    const sum = this.#sum;
    const rate = this.#rate;
    const epsilon = this.#epsilon;
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i]!;
      sum[i]! += g * g;
      x[i]! -= (rate * g) / (Math.sqrt(sum[i]!) + epsilon);
    }
  }
}
