import type { Losses } from '../objective/objective.ts';
import type { LossRow } from '../report/progress.ts';

/** Steps between two rows of the trace. */
const TRACE_EVERY = 10;

/** Means over some steps: single ones jump with their crops. */
export class Trace {
  readonly rows: LossRow[] = [];
  readonly #steps: number;
  #sum = { content: 0, style: 0, total: 0 };
  #count = 0;
  latest: LossRow = { iteration: 0, content: 0, style: 0, total: 0 };

  constructor(steps: number) {
    this.#steps = steps;
  }

  add(iteration: number, { content, style, total }: Losses): void {
    const sum = this.#sum;
    this.#count++;
    sum.content += content;
    sum.style += style;
    sum.total += total;
    const mean = (value: number) => value / this.#count;
    this.latest = { iteration, content: mean(sum.content), style: mean(sum.style), total: mean(sum.total) };
    if (iteration % TRACE_EVERY !== 0 && iteration !== this.#steps) return;
    this.rows.push(this.latest);
    this.#sum = { content: 0, style: 0, total: 0 };
    this.#count = 0;
  }
}
