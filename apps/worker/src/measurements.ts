import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { recordLosses } from '@atelier/queue/results.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { PaintedResult } from './painter.ts';

/** ms for which the end of a worker waits for those under way: of the largest pictures one takes less */
const PATIENCE_MS = 2000;

/**
 * Losses of pictures that are recorded already, and on their way to the chat. The next picture of the lane waits for them,
 * and nothing else does; where its painter or its worker dies meanwhile, a picture stays without.
 */
export class Measurements {
  readonly #workshop: Workshop;
  readonly #running = new Set<Promise<void>>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  begin(job: ClaimedJob, { measure, warnings }: PaintedResult): void {
    if (measure === undefined) return;
    const running = measure()
      .then(async (losses) => {
        await recordLosses(this.#workshop, job, { losses, warnings });
      })
      .catch((err: unknown) => {
        this.#workshop.log.warn({ jobId: job.id, err }, 'the losses of a picture were not measured');
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async end(): Promise<void> {
    const patience = new AbortController();
    const over = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([Promise.all(this.#running), over]);
    patience.abort();
  }
}
