import type { ClaimedJob, ProgressRow } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Image } from '@atelier/core/images/image.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import type { Log } from '@atelier/jobs/log.ts';
import type { Payload } from '@atelier/jobs/reply/payload.ts';
import { type Preview, progressReply } from '@atelier/jobs/reply/progress.ts';

export interface ReporterOptions {
  job: ClaimedJob;
  log: Log;
  /** false: the claim is lost */
  record: (progress: ProgressRow) => Promise<boolean>;
  edit: (payload: Payload, signal: AbortSignal) => Promise<unknown>;
  preview: (image: Image) => Promise<Preview>;
  /** called once when the claim turns out to be lost */
  onLost: () => void;
  now?: () => number;
}

/** ms before the first edit: a fast picture is there before anybody has read it */
const FIRST_AFTER_MS = 1000;
/** ms that one edit may take, waiting for rate limits included: the result must not wait long for it */
const EDIT_MS = 10_000;

/**
 * Shows the progress in the reply, at most every 3 s and one edit at a time; what comes in between is dropped.
 * Nothing that goes wrong here harms the painting. `finish` waits for the edit under way, so that it cannot
 * arrive after the result.
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

  report(progress: Progress): void {
    if (this.#ended || this.#underWay !== null || this.#now() < this.#nextAt) return;
    this.#nextAt = this.#now() + LIMITS.progressEveryMs;
    // taken now: the painter goes on with the same memory
    const image = progress.preview();
    const { iteration, iterations, fraction, width, height, content, style, total } = progress;
    const row = { iteration, iterations, fraction, width, height, content, style, total };
    this.#underWay = this.#show(row, image)
      .catch((err: unknown) => this.#options.log.warn({ err }, 'the progress could not be shown'))
      .finally(() => {
        this.#underWay = null;
      });
  }

  async #show(row: ProgressRow, image: Image): Promise<void> {
    const { job, record, edit, preview, onLost } = this.#options;
    if (!(await record(row))) {
      this.#ended = true;
      return onLost();
    }
    if (this.#now() - job.createdAt.getTime() > LIMITS.tokenUsableMs) return;
    const payload = progressReply(job, row, await preview(image));
    if (!this.#ended) await edit(payload, AbortSignal.timeout(EDIT_MS));
  }

  async finish(): Promise<void> {
    this.#ended = true;
    await this.#underWay;
  }
}
