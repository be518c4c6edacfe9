import { setTimeout as sleep } from 'node:timers/promises';
import type { JobWithMetadata } from 'pg-boss';
import { patiently } from './database-retry.ts';
import type { Loop } from './loops.ts';
import type { Entry } from './queues.ts';
import { handBack } from './store/claims.ts';
import type { Workshop } from './workshop.ts';

/**
 * Handles one entry. What it throws makes the entry be tried again later. 'settled': the entry was completed by the
 * handler, in the transaction of its own result.
 */
export type Handle = (entry: JobWithMetadata<Entry>) => Promise<unknown>;

/** ms that a handler whose time is over gets to come back; it is left behind after that */
const OVERTIME_MS = 5000;

/**
 * Takes entries of one queue and hands them to `handle`, `atOnce` at a time, until `stop`. It fetches when it is called
 * and when one is done, and asks nothing in between: who calls is NOTIFY, the look of `Watch`, or this very process.
 * Rejected: `boss.work` (each queue of each process polls by itself, and every NOTIFY makes all of a fleet fetch).
 */
export class QueueLoop implements Loop {
  readonly name: string;
  readonly #workshop: Workshop;
  readonly #handle: Handle;
  readonly #atOnce: number;
  readonly #running = new Set<Promise<void>>();
  #fetching: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(workshop: Workshop, name: string, handle: Handle, atOnce: number) {
    this.name = name;
    this.#workshop = workshop;
    this.#handle = handle;
    this.#atOnce = atOnce;
  }

  get hungry(): boolean {
    return !this.#stopped && this.#running.size < this.#atOnce;
  }

  call(): void {
    this.#again = true;
    if (this.#fetching !== null || !this.hungry) return;
    this.#fetching = this.#fetch().finally(() => {
      this.#fetching = null;
      if (this.#again) this.call();
    });
  }

  /** Takes nothing more; resolves when what is running has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#workshop.loops.delete(this);
    await this.#fetching;
    await Promise.allSettled(this.#running);
  }

  async #fetch(): Promise<void> {
    this.#again = false;
    const { boss, outage } = this.#workshop;
    try {
      const options = { includeMetadata: true, batchSize: this.#atOnce - this.#running.size } as const;
      for (const entry of await boss.fetch<Entry>(this.name, options)) this.#begin(entry);
    } catch (error) {
      outage.report(error, 'the queue could not be looked into; it is done again');
    }
  }

  #begin(entry: JobWithMetadata<Entry>): void {
    const work = this.#work(entry).catch((error: unknown) =>
      this.#workshop.outage.report(error, 'how an entry ended could not be told to the queue'),
    );
    this.#running.add(work);
    void work.finally(() => {
      this.#running.delete(work);
      this.call();
    });
  }

  async #work(entry: JobWithMetadata<Entry>): Promise<void> {
    const { boss, pool, pulse } = this.#workshop;
    const { name } = this;
    if (this.#stopped) {
      const { id, retryCount } = entry;
      await patiently(() => handBack(pool, { queue: name, id, retryCount }));
      return;
    }
    const held = pulse.hold(name, entry);
    entry.signal = held.signal;
    try {
      const ended = await Promise.race([this.#handle(entry), overtime(held.expired)]);
      if (ended !== 'settled') await patiently(() => boss.complete(name, entry));
    } catch (error) {
      await patiently(() => boss.fail(name, entry, error as object));
    } finally {
      held.release();
    }
  }
}

/** Rejects some time after the end of an entry's time. */
async function overtime(expired: Promise<Error>): Promise<never> {
  const error = await expired;
  await sleep(OVERTIME_MS, undefined, { ref: false });
  throw error;
}

/** Begins to take entries of a queue. */
export function workQueue(
  workshop: Workshop,
  name: string,
  handle: Handle,
  { atOnce = 1 }: { atOnce?: number | undefined } = {},
): QueueLoop {
  const loop = new QueueLoop(workshop, name, handle, atOnce);
  workshop.loops.add(loop);
  loop.call();
  return loop;
}
