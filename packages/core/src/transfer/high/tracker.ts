import { throwIfCancelled } from '../../cancel.ts';
import type { Image } from '../../images/image.ts';
import type { Losses } from '../../objective/objective.ts';
import type { LossRow, Progress } from '../../report/progress.ts';
import { costOf, type Level } from './pyramid.ts';

export interface TrackRequest {
  levels: readonly Level[];
  traceEvery: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void | Promise<void>;
}

/** Counts iterations over all levels, keeps the trace, tells the caller, and listens for its stop. */
export class Tracker {
  readonly #request: TrackRequest;
  readonly #total: number;
  readonly #cost: number;
  readonly #rows: LossRow[] = [];
  #spent = 0;
  #last: LossRow | undefined;
  iterations = 0;

  constructor(request: TrackRequest) {
    this.#request = request;
    this.#total = request.levels.reduce((sum, level) => sum + level.iterations, 0);
    this.#cost = request.levels.reduce((sum, level) => sum + costOf(level), 0);
  }

  async report(level: Level, { content, style, total }: Losses, preview: () => Image): Promise<void> {
    const { signal, onProgress, traceEvery } = this.#request;
    const row = { iteration: this.iterations, content, style, total };
    if (this.iterations % traceEvery === 0) this.#rows.push(row);
    this.#last = row;
    this.iterations++;
    this.#spent += level.width * level.height;
    const { width, height } = level;
    const fraction = this.#spent / this.#cost;
    await onProgress?.({ ...row, iterations: this.#total, fraction, width, height, preview });
    throwIfCancelled(signal);
  }

  /** A level ended with iterations left over: they count as done. */
  skip({ width, height }: Level, iterations: number): void {
    this.#spent += width * height * iterations;
  }

  /** The trace, with the last row always there. */
  finish(): LossRow[] {
    if (this.#last !== undefined && this.#rows.at(-1) !== this.#last) this.#rows.push(this.#last);
    return this.#rows;
  }
}
