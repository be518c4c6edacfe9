import type { Checkpoint } from '@atelier/contract/job.ts';
import { throwIfCancelled } from '../../cancel.ts';
import type { Image } from '../../images/image.ts';
import type { Losses } from '../../objective/objective.ts';
import type { LossRow, Progress } from '../../report/progress.ts';
import type { Track } from './checkpoint.ts';
import { costOf, type Level } from './pyramid.ts';

export interface TrackRequest {
  levels: readonly Level[];
  traceEvery: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void | Promise<void>) | undefined;
}

/** Counts iterations over all levels, keeps the trace, tells the caller, and listens for its stop. */
export class Tracker {
  readonly #request: TrackRequest;
  readonly #total: number;
  readonly #cost: number;
  readonly #rows: LossRow[];
  #spent: number;
  #last: LossRow | undefined;
  iterations: number;

  /** track: of the painting that this one goes on with */
  constructor(request: TrackRequest, track: Track = { iterations: 0, spent: 0, rows: [] }) {
    this.#request = request;
    this.#rows = [...track.rows];
    this.#spent = track.spent;
    this.iterations = track.iterations;
    this.#total = request.levels.reduce((sum, level) => sum + level.iterations, 0);
    this.#cost = request.levels.reduce((sum, level) => sum + costOf(level), 0);
  }

  /** As it was so many iterations of this level before the one that is reported next. */
  trackBefore({ width, height }: Level, count: number): Track {
    const iterations = this.iterations - count;
    const rows = this.#rows.filter(({ iteration }) => iteration < iterations);
    return { iterations, spent: this.#spent - count * width * height, rows };
  }

  async report(
    level: Level,
    { content, style, total }: Losses,
    { preview, checkpoint }: { preview: () => Image; checkpoint: (fraction: number) => Checkpoint },
  ): Promise<void> {
    const { signal, onProgress, traceEvery } = this.#request;
    const row = { iteration: this.iterations, content, style, total };
    if (this.iterations % traceEvery === 0) this.#rows.push(row);
    this.#last = row;
    this.iterations++;
    this.#spent += level.width * level.height;
    const { width, height } = level;
    const fraction = this.#spent / this.#cost;
    await onProgress?.({
      ...row,
      iterations: this.#total,
      fraction,
      width,
      height,
      preview,
      checkpoint: () => checkpoint(fraction),
    });
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
