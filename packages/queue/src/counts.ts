import type { Line } from '@atelier/contract/clip.ts';
import type pg from 'pg';
import type { Outage } from './outage.ts';
import { countWorkerJobs } from './store/workers.ts';

/** Who painted a job of which line, and how fast in pixels of finished picture per second. */
export interface Painted {
  workerId: string;
  line: Line;
  pixelsPerSecond: number;
}

/** ms between two writes of a worker's row: every claim reads it, and while a transaction is held open elsewhere every
 *  version of it stays in the way */
const EVERY_MS = 5000;

/** What this process has painted and its worker's row does not say yet: a few seconds of it, lost when it dies. */
export class Counts {
  readonly #pool: pg.Pool;
  readonly #outage: Outage;
  #waiting: Painted[] = [];
  #writtenAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: pg.Pool, outage: Outage) {
    this.#pool = pool;
    this.#outage = outage;
  }

  /** Whether a job may be counted with its record; else it is kept by `add`. */
  due(): boolean {
    if (this.#waiting.length > 0 || performance.now() - this.#writtenAt < EVERY_MS) return false;
    this.#writtenAt = performance.now();
    return true;
  }

  add(painted: Painted): void {
    this.#waiting.push(painted);
    this.#timer ??= setTimeout(() => void this.write(), EVERY_MS).unref();
  }

  async write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const painted = this.#waiting;
    if (painted.length === 0) return;
    this.#waiting = [];
    this.#writtenAt = performance.now();
    await countWorkerJobs(this.#pool, painted).catch((error: unknown) =>
      this.#outage.report(error, 'what was painted could not be counted'),
    );
  }
}
