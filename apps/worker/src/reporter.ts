import type { ClaimedJob, ProgressRow } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Payload } from '@atelier/discord/reply/payload.ts';
import { type Preview, progressReply } from '@atelier/discord/reply/progress.ts';
import type { Log } from '@atelier/runtime/log.ts';
import type { PaintProgress } from './painter.ts';

export interface ReporterOptions {
  job: ClaimedJob;
  log: Log;
  /** false: the claim is lost */
  record: (progress: ProgressRow) => Promise<boolean>;
  edit: (payload: Payload, signal: AbortSignal) => Promise<unknown>;
  /** called once when the claim turns out to be lost */
  onLost: () => void;
  now?: () => number;
}

/** ms before the first edit: a fast picture is there before anybody has read it */
const FIRST_AFTER_MS = 1000;

/**
 * Shows the progress in the reply, at most every 3 s and one edit at a time; what comes in between is dropped.
 * Nothing that goes wrong here harms the painting. `stop` begins nothing more; `finish` also waits for the edit under
 * way, which says itself when the outcome may follow.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #now: () => number;
  #nextAt: number;
  #underWay: Promise<void> | null = null;
  #ended = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#nextAt = this.#now() + FIRST_AFTER_MS;
  }

  report(progress: PaintProgress): void {
    // what is done is shown by its outcome, which must not wait for one more edit
    if (progress.fraction >= 1) return;
    if (this.#ended || this.#underWay !== null || this.#now() < this.#nextAt) return;
    this.#nextAt = this.#now() + LIMITS.progressEveryMs;
    const { iteration, iterations, fraction, width, height, content, style, total } = progress;
    const row = { iteration, iterations, fraction, width, height, content, style, total };
    this.#underWay = this.#show(row, progress.preview())
      .catch((err: unknown) => this.#options.log.warn({ err }, 'the progress could not be shown'))
      .finally(() => {
        this.#underWay = null;
      });
  }

  async #show(row: ProgressRow, preview: Promise<Preview | null>): Promise<void> {
    const { job, record, edit, onLost } = this.#options;
    // it may fail while the row is written
    preview.catch(() => {});
    if (!(await record(row))) {
      this.#ended = true;
      return onLost();
    }
    if (this.#now() - job.createdAt.getTime() > LIMITS.tokenUsableMs) return;
    const picture = await preview;
    if (picture === null) return;
    const payload = progressReply(job, row, picture);
    if (!this.#ended) await edit(payload, AbortSignal.timeout(LIMITS.editMs));
  }

  stop(): void {
    this.#ended = true;
  }

  async finish(): Promise<void> {
    this.stop();
    await this.#underWay;
  }
}
