import { LIMITS } from '@atelier/contract/limits.ts';
import type pg from 'pg';
import type { Listener } from './listener.ts';
import type { Outage } from './outage.ts';
import { beat } from './store/claims.ts';
import { CANCEL_CHANNEL } from './store/ends.ts';

/** An entry of the queue that this process works on. */
export interface Held {
  /** aborts when the claim was lost, or the entry's time is over */
  signal: AbortSignal;
  /** resolves with the reason when its time is over */
  expired: Promise<Error>;
  release(): void;
}

interface Claim {
  name: string;
  id: string;
  retryCount: number;
}

/** beats between two heartbeats; in those between only cancelled jobs are looked for */
const BEATS = Math.round(LIMITS.heartbeatRefreshSeconds / LIMITS.cancelPollSeconds);

/**
 * One statement a second for everything that a process is working on, and none while it is idle: refreshes its claims,
 * finds those that were lost, and finds jobs that were cancelled. Of a cancel NOTIFY tells at once, where it is heard.
 * The first comes a second after the first claim, so that what takes less costs none.
 */
export class Pulse {
  readonly #pool: pg.Pool;
  readonly #outage: Outage;
  readonly #claims = new Map<Claim, AbortController>();
  readonly #followed = new Map<string, AbortController>();
  #timer: NodeJS.Timeout | undefined;
  readonly #unlisten: () => void;
  #count = 0;
  /** the last heartbeat did not come through, or none has: the next beat is one */
  #late = false;
  #busy = false;

  constructor({ pool, listener, outage }: { pool: pg.Pool; listener: Listener; outage: Outage }) {
    this.#pool = pool;
    this.#outage = outage;
    this.#unlisten = listener.listen(CANCEL_CHANNEL, (jobId) => this.#cancel(jobId));
  }

  /** Keeps a claim until `release`. expireInSeconds: the entry's time */
  hold(
    name: string,
    { id, retryCount, expireInSeconds }: Omit<Claim, 'name'> & { expireInSeconds: number },
  ): Held {
    const claim = { name, id, retryCount };
    const controller = new AbortController();
    this.#claims.set(claim, controller);
    this.#wake();
    const expired = Promise.withResolvers<Error>();
    const timer = setTimeout(() => {
      const reason = new Error(`the attempt took longer than ${expireInSeconds} s`);
      controller.abort(reason);
      expired.resolve(reason);
    }, expireInSeconds * 1000).unref();
    const release = () => {
      clearTimeout(timer);
      this.#claims.delete(claim);
      this.#rest();
    };
    return { signal: controller.signal, expired: expired.promise, release };
  }

  /** Aborts when the job is cancelled; `release` when the job is done with. */
  follow(jobId: string): { signal: AbortSignal; release(): void } {
    const controller = new AbortController();
    this.#followed.set(jobId, controller);
    this.#wake();
    const release = () => {
      if (this.#followed.get(jobId) === controller) this.#followed.delete(jobId);
      this.#rest();
    };
    return { signal: controller.signal, release };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#unlisten();
  }

  #wake(): void {
    this.#timer ??= setInterval(() => void this.#beat(), LIMITS.cancelPollSeconds * 1000).unref();
  }

  #rest(): void {
    if (this.#claims.size > 0 || this.#followed.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #beat(): Promise<void> {
    this.#late ||= this.#count++ % BEATS === 0;
    if (this.#busy) return;
    const refresh = this.#late;
    const claims = refresh ? [...this.#claims].filter(([, { signal }]) => !signal.aborted) : [];
    const jobIds = [...this.#followed.keys()];
    if (claims.length === 0 && jobIds.length === 0) return;
    this.#busy = true;
    this.#late = false;
    try {
      const { kept, cancelled } = await beat(
        this.#pool,
        claims.map(([claim]) => claim),
        jobIds,
      );
      for (const jobId of cancelled) this.#cancel(jobId);
      for (const [claim, controller] of claims) {
        // one that was let go meanwhile needs no word
        if (kept.includes(claim.id) || !this.#claims.has(claim)) continue;
        controller.abort(new Error(`the claim on entry ${claim.id} is lost`));
      }
    } catch (error) {
      this.#late ||= refresh;
      this.#outage.report(error, 'the heartbeat failed; the next one follows');
    } finally {
      this.#busy = false;
    }
  }

  #cancel(jobId: string): void {
    this.#followed.get(jobId)?.abort(new Error('the job was cancelled'));
  }
}
