import type { Moments, Rule } from './optimiser.ts';
import { OPTIMISER_OPTIONS, type OptimiserOptions } from './options.ts';
import { largest } from './vectors.ts';

/**
 * Gradient descent with momentum (Polyak 1964; the form of Sutskever et al. 2013, eq. 1–2, with the rate drawn
 * out): v ← momentum·v + g, x ← x − rate·v. Here the rate is divided by the largest value of the first
 * gradient, once: the gradient of a mean over pixels shrinks with their number, and one rate is to fit all sizes.
 */
export class Sgd implements Rule {
  readonly #momentum: number;
  readonly #velocity: Float32Array;
  #rate: number;
  #steps: number;
  #scaled = false;

  /** carried: moments of a coarser level, already resized; they are taken over, not copied */
  constructor(size: number, options: OptimiserOptions = {}, carried?: Moments) {
    const { rate, momentum } = OPTIMISER_OPTIONS;
    this.#rate = options.rate ?? rate.sgd.default;
    this.#momentum = options.momentum ?? momentum.default;
    this.#velocity = carried?.mean ?? new Float32Array(size);
    this.#steps = carried?.steps ?? 0;
  }

  get moments(): Moments {
    return { steps: this.#steps, mean: this.#velocity };
  }

  step(x: Float32Array, _loss: number, gradient: Float32Array): void {
    if (!this.#scaled) this.#rate /= Math.max(largest(gradient), Number.MIN_VALUE);
    this.#scaled = true;
    this.#steps++;
    const velocity = this.#velocity;
    const momentum = this.#momentum;
    const rate = this.#rate;
    for (let i = 0; i < x.length; i++) {
      const v = momentum * velocity[i]! + gradient[i]!;
      velocity[i] = v;
      x[i]! -= rate * v;
    }
  }
}
