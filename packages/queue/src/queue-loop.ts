import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { JobWithMetadata } from 'pg-boss';
import { patiently } from './database-retry.ts';
import type { Follower, Loop } from './loops.ts';
import type { Entry } from './queues.ts';
import { fetchEntries, handBack, type TakenRow } from './store/claims.ts';
import type { Workshop } from './workshop.ts';

/** What is known of an entry that this process has taken. */
export type Taken = Pick<JobWithMetadata, 'id' | 'retryCount' | 'retryLimit' | 'expireInSeconds'>;
/** The same of an entry that is no job. */
export type Fetched<Data extends Entry = Entry> = Taken &
  Pick<JobWithMetadata<Data>, 'name' | 'data' | 'createdOn'> & {
    /** what the attempt before it ended with */
    output: object | null;
  };

/**
 * Handles one entry; `signal` aborts when the claim was lost, or the entry's time is over. What it throws makes the entry
 * be tried again later. 'settled': the entry was completed by the handler, in the transaction of its own result.
 */
export type Handle<T extends Taken> = (entry: T & { signal: AbortSignal }) => Promise<unknown>;

/** How entries come from a queue, and go back there unhandled. */
export interface Source<T extends Taken> {
  take(most: number): Promise<T[]>;
  giveBack(entry: T): Promise<unknown>;
  /** where entries are taken with the end of another one, too */
  follows?: { workerId: string; entriesOf(taken: readonly TakenRow[]): T[] };
}

/** ms that a handler whose time is over gets to come back; it is left behind after that */
const OVERTIME_MS = 5000;

/**
 * Takes entries of one queue and hands them to `handle`, `atOnce` at a time, until `stop`. It fetches when it is called
 * and when one is done, and asks nothing in between: who calls is NOTIFY, the look of `Watch`, or this very process.
 * Rejected: `boss.work` (each queue of each process polls by itself, and every NOTIFY makes all of a fleet fetch).
 */
export class QueueLoop<T extends Taken> implements Loop {
  readonly name: string;
  readonly #workshop: Workshop;
  readonly #source: Source<T>;
  readonly #handle: Handle<T>;
  readonly #atOnce: number;
  /** ids of the entries */
  readonly #running = new Map<Promise<void>, string>();
  /** ids of entries at whose end was looked for another one */
  readonly #followed = new Set<string>();
  #fetching: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(workshop: Workshop, { name, source, handle, atOnce = 1 }: LoopOptions<T>) {
    this.name = name;
    this.#workshop = workshop;
    this.#source = source;
    this.#handle = handle;
    this.#atOnce = atOnce;
  }

  get hungry(): boolean {
    return !this.#stopped && this.#running.size < this.#atOnce;
  }

  followerOf(id: string): Follower | null {
    const { follows } = this.#source;
    if (follows === undefined || ![...this.#running.values()].includes(id)) return null;
    // one that has recorded its end still runs for a moment
    if (this.#stopped || this.#fetching !== null || this.#running.size > this.#atOnce) return null;
    const begin = (taken: readonly TakenRow[]) => {
      this.#followed.add(id);
      // whoever recorded does something more at once: a picture's losses are measured before another one is painted
      for (const entry of follows.entriesOf(taken)) this.#begin(entry, setImmediate());
    };
    return { queue: this.name, workerId: follows.workerId, begin };
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
    await Promise.allSettled(this.#running.keys());
  }

  async #fetch(): Promise<void> {
    this.#again = false;
    try {
      for (const entry of await this.#source.take(this.#atOnce - this.#running.size)) this.#begin(entry);
    } catch (error) {
      this.#workshop.outage.report(error, 'the queue could not be looked into; it is done again');
    }
  }

  #begin(entry: T, after: Promise<void> | null = null): void {
    const working = after === null ? this.#work(entry) : after.then(() => this.#work(entry));
    const work = working.catch((error: unknown) =>
      this.#workshop.outage.report(error, 'how an entry ended could not be told to the queue'),
    );
    this.#running.set(work, entry.id);
    void work.finally(() => {
      this.#running.delete(work);
      if (!this.#followed.delete(entry.id) || this.#again) this.call();
    });
  }

  async #work(entry: T): Promise<void> {
    const { boss, pulse } = this.#workshop;
    const { name } = this;
    if (this.#stopped) {
      await patiently(() => this.#source.giveBack(entry));
      return;
    }
    // as pg-boss knows it, which looks at no more
    const { id, retryCount } = entry;
    const claim = { id, retryCount } as JobWithMetadata;
    const held = pulse.hold(name, entry);
    try {
      const handled = this.#handle(Object.assign(entry, { signal: held.signal }));
      const ended = await Promise.race([handled, overtime(held.expired)]);
      if (ended !== 'settled') await patiently(() => boss.complete(name, claim));
    } catch (error) {
      await patiently(() => boss.fail(name, claim, error as object));
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

export interface LoopOptions<T extends Taken> {
  name: string;
  source: Source<T>;
  handle: Handle<T>;
  /** default 1 */
  atOnce?: number | undefined;
}

/** Begins to take entries of a queue. */
export function workFrom<T extends Taken>(workshop: Workshop, options: LoopOptions<T>): QueueLoop<T> {
  const loop = new QueueLoop(workshop, options);
  workshop.loops.add(loop);
  loop.call();
  return loop;
}

/** The same of a queue whose entries are no jobs. */
export function workQueue(
  workshop: Workshop,
  name: string,
  handle: Handle<Fetched>,
  { atOnce }: { atOnce?: number } = {},
): QueueLoop<Fetched> {
  const { pool } = workshop;
  const source: Source<Fetched> = {
    take: (most) => fetchEntries(pool, name, most),
    giveBack: ({ id, retryCount }) => handBack(pool, { queue: name, id, retryCount }),
  };
  return workFrom(workshop, { name, source, handle, atOnce });
}
