import { BALANCE, CONTENT } from './options.ts';

/** Moves the weight of content until the content loss is what it should be. */
export class Balance {
  weight: number = CONTENT.weight;
  readonly #wanted: number;
  #sum = 0;
  #count = 0;

  /** wanted: content loss under the weight to begin with */
  constructor(wanted: number) {
    this.#wanted = wanted / CONTENT.weight;
  }

  /** Takes the weighted content loss of a step; true: the weight has moved. */
  add(content: number): boolean {
    this.#sum += content / this.weight;
    if (++this.#count < BALANCE.every) return false;
    const excess = this.#sum / this.#count / this.#wanted - 1;
    const moved = this.weight * Math.exp(BALANCE.rate * excess);
    this.weight = Math.min(CONTENT.most, Math.max(CONTENT.least, moved));
    [this.#sum, this.#count] = [0, 0];
    return true;
  }
}
