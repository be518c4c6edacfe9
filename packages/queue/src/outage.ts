import type { Log } from '@atelier/runtime/log.ts';
import { METRICS } from '@atelier/runtime/metrics.ts';
import { isDatabaseAway, messageOf } from './database-retry.ts';

/** ms without a failure after which an outage may be called over: its last queries fail one after the other */
const QUIET_MS = 2000;

/**
 * Says once that the database is away and once that it is back, however many queries notice. Every failure that
 * nobody waits for goes through `report`, so that a minute without a database is two lines in the log.
 */
export class Outage {
  readonly #log: Log;
  readonly #watchers: (() => void)[] = [];
  #since: number | null = null;
  #last = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  get lasting(): boolean {
    return this.#since !== null;
  }

  /** Called with every failure that says that the database is away. */
  onFailure(watcher: () => void): void {
    this.#watchers.push(watcher);
  }

  /** Something in the background failed: an outage is said once, everything else each time. */
  report(error: unknown, message: string): void {
    if (isDatabaseAway(error)) this.met(error);
    else this.#log.warn({ err: error }, message);
  }

  met(error: unknown): void {
    this.#last = Date.now();
    if (this.#since === null) {
      this.#since = this.#last;
      METRICS.outages.inc();
      this.#log.warn({ err: error, reason: messageOf(error) }, 'the database is away, or a line to it broke');
    }
    for (const watcher of this.#watchers) watcher();
  }

  /** The database answered. */
  answered(): void {
    if (this.#since === null || Date.now() - this.#last < QUIET_MS) return;
    this.#log.info({ seconds: (Date.now() - this.#since) / 1000 }, 'the database is back');
    this.#since = null;
  }
}
