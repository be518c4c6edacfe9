import type { Optimiser } from './optimiser.ts';

export interface AdamOptions {
  /** step size in units of x, > 0, default 0.02 (of a picture in [0, 1]) */
  rate?: number;
  /** decay of the mean gradient, in [0, 1), default 0.9 */
  beta1?: number;
  /** decay of the mean squared gradient, in [0, 1), default 0.99: a picture changes quickly */
  beta2?: number;
  /** > 0, default 1e-8 */
  epsilon?: number;
}

/** Adam (Kingma and Ba 2015, algorithm 1). A gradient that is not finite is skipped. */
export class Adam implements Optimiser {
  readonly #rate: number;
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #mean: Float32Array;
  readonly #square: Float32Array;
  readonly #best: Float32Array;
  #bestLoss = Number.POSITIVE_INFINITY;
  #steps = 0;

  constructor(size: number, { rate = 0.02, beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8 }: AdamOptions = {}) {
    this.#rate = rate;
    this.#beta1 = beta1;
    this.#beta2 = beta2;
    this.#epsilon = epsilon;
    this.#mean = new Float32Array(size);
    this.#square = new Float32Array(size);
    this.#best = new Float32Array(size);
  }

  step(x: Float32Array, loss: number, gradient: Float32Array): void {
    if (!Number.isFinite(loss)) {
      if (this.#bestLoss < Number.POSITIVE_INFINITY) x.set(this.#best);
      return;
    }
    if (loss < this.#bestLoss) {
      this.#bestLoss = loss;
      this.#best.set(x);
    }
    this.#steps++;
    const [mean, square, beta1, beta2, epsilon] = [
      this.#mean,
      this.#square,
      this.#beta1,
      this.#beta2,
      this.#epsilon,
    ];
    // Both bias corrections of the paper, drawn out of the loop.
    const rate = this.#rate / (1 - beta1 ** this.#steps);
    const correction = 1 / (1 - beta2 ** this.#steps);
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i];
      const m = beta1 * mean[i] + (1 - beta1) * g;
      const v = beta2 * square[i] + (1 - beta2) * g * g;
      mean[i] = m;
      square[i] = v;
      x[i] -= (rate * m) / (Math.sqrt(v * correction) + epsilon);
    }
  }

  settle(x: Float32Array): number {
    if (this.#bestLoss < Number.POSITIVE_INFINITY) x.set(this.#best);
    return this.#bestLoss;
  }
}
