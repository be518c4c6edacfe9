import type { Moments, Optimiser, Rule } from './optimiser.ts';
import { OPTIMISER_OPTIONS, type OptimiserOptions } from './options.ts';

/** What all rules have in common: the best point is kept, the iterates are averaged, a plateau is noticed. */
export class Guarded implements Optimiser {
  readonly #rule: Rule;
  readonly #best: Float32Array;
  #bestLoss = Number.POSITIVE_INFINITY;
  /** weighted sum of the iterates; its weights sum to 1 − decay^count (the correction of Adam, for the same reason) */
  readonly #average: Float32Array | undefined;
  readonly #decay: number;
  #count = 0;
  readonly #plateau: Plateau | undefined;

  constructor(rule: Rule, size: number, options: OptimiserOptions) {
    const { average, plateau, improvement } = OPTIMISER_OPTIONS;
    this.#rule = rule;
    this.#best = new Float32Array(size);
    this.#decay = options.average ?? average.default;
    if (this.#decay > 0) this.#average = new Float32Array(size);
    const window = options.plateau ?? plateau.default;
    if (window > 0) this.#plateau = new Plateau(window, options.improvement ?? improvement.default);
  }

  step(x: Float32Array, loss: number, gradient: Float32Array): void {
    if (!Number.isFinite(loss)) {
      if (this.#count === 0) throw new Error(`Expected a finite loss at the start but received ${loss}`);
      if (this.#rule.retreat === undefined) x.set(this.#best);
      else this.#rule.retreat(x);
      return;
    }
    if (loss < this.#bestLoss) {
      this.#bestLoss = loss;
      this.#best.set(x);
    }
    this.#count++;
    if (this.#average !== undefined) accumulate(this.#average, x, this.#decay);
    this.#plateau?.add(this.#bestLoss);
    this.#rule.step(x, loss, gradient);
  }

  get finished(): boolean {
    return this.#plateau?.reached ?? false;
  }

  get moments(): Moments | undefined {
    return this.#rule.moments;
  }

  settle(x: Float32Array): number {
    if (this.#count === 0) return this.#bestLoss;
    const average = this.#average;
    if (average === undefined) x.set(this.#best);
    else {
      const weight = 1 - this.#decay ** this.#count;
      for (let i = 0; i < x.length; i++) x[i] = average[i]! / weight;
    }
    return this.#bestLoss;
  }
}

function accumulate(average: Float32Array, x: Float32Array, decay: number): void {
  for (let i = 0; i < x.length; i++) average[i] = decay * average[i]! + (1 - decay) * x[i]!;
}

/** The best losses of the last steps, in a ring. */
class Plateau {
  readonly #best: Float64Array;
  readonly #improvement: number;
  #count = 0;
  reached = false;

  constructor(window: number, improvement: number) {
    this.#best = new Float64Array(window);
    this.#improvement = improvement;
  }

  add(best: number): void {
    const slot = this.#count % this.#best.length;
    const before = this.#best[slot]!;
    // A loss may be negative (a dream's), so the share is one of its size.
    if (this.#count >= this.#best.length) this.reached = before - best < this.#improvement * Math.abs(before);
    this.#best[slot] = best;
    this.#count++;
  }
}
