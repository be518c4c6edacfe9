import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Listener } from './listener.ts';
import type { Loops } from './loops.ts';
import type { Outage } from './outage.ts';
import { leaveSeats, look, SUPERVISOR, takeSeat } from './store/seats.ts';
import type { Heard, WorkerState } from './store/workers.ts';
import type { Supervisor } from './supervisor.ts';

/** s between two looks of a process that hears of what there is to do, and the most for all others */
const LOOK_SECONDS = 7;
/** looks a second of a whole fleet whose processes hear nothing, while it is small: a job waits for the next one */
const LOOKS_A_SECOND = 4;

export interface WatchOptions {
  pool: pg.Pool;
  loops: Loops;
  listener: Listener;
  outage: Outage;
  supervisor: Supervisor;
  /** hears NOTIFY whoever else does; else only with a seat */
  alwaysListens: boolean;
}

interface WatchedWorker {
  id: string;
  state: WorkerState;
  /** called at each look with what operators ask */
  heard: (heard: Heard) => void;
}

/**
 * What an idle process does: a look every few seconds, one statement. Of a fleet's processes one supervises and a few
 * hear NOTIFY, since Postgres wakes every connection that listens, at each message: a thousand would cost more than the
 * work. The others find what there is at their next look, and as they are many, somebody always looks soon.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #by = randomUUID();
  #ears: string[] = [];
  readonly #closing = new AbortController();
  #worker: WatchedWorker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#options.listener.attend(options.alwaysListens);
  }

  /** The first look, then one after the other until `stop`. */
  start(): Promise<void> {
    this.#looking = this.#look();
    return this.#looking;
  }

  /** Checks this worker in from now on. */
  set worker(worker: WatchedWorker) {
    this.#worker = worker;
  }

  async stop(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await this.#looking;
    await this.#options.supervisor.stop();
    await this.#leaveEars().catch(() => {});
  }

  async #look(): Promise<void> {
    const { pool, loops, outage } = this.#options;
    let seconds = 1;
    try {
      const seen = await look(pool, { by: this.#by, queues: loops.hungry, worker: this.#worker });
      outage.answered();
      this.#ears = seen.ears;
      this.#worker?.heard(seen);
      for (const name of seen.ready) loops.call(name);
      if (!this.#closing.signal.aborted) await this.#sit(seen.vacant);
      // the end of an outage is said by a look after it
      if (!outage.lasting) seconds = this.#secondsBetween(seen.workers);
    } catch (error) {
      outage.report(error, 'looking for work failed; it is done again');
    }
    if (this.#closing.signal.aborted) return;
    // a fleet that was started at once does not look at once
    this.#timer = setTimeout(() => void this.start(), seconds * (0.9 + 0.2 * Math.random()) * 1000);
  }

  #secondsBetween(workers: number): number {
    if (this.#options.listener.hears) return LOOK_SECONDS;
    return Math.min(Math.max(workers / LOOKS_A_SECOND, 1), LOOK_SECONDS);
  }

  /** Takes what is free and this process can do. */
  async #sit(vacant: readonly string[]): Promise<void> {
    const { pool, listener, supervisor, alwaysListens } = this.#options;
    if (
      !supervisor.sits &&
      vacant.includes(SUPERVISOR) &&
      (await takeSeat(pool, this.#by, [SUPERVISOR])) !== null
    )
      supervisor.sit(this.#by);
    if (alwaysListens) return;
    // another one would be as deaf, but need not know
    if (listener.deaf) await this.#leaveEars();
    else if (this.#ears.length === 0) {
      const free = vacant.filter((name) => name !== SUPERVISOR);
      const name = free.length > 0 ? await takeSeat(pool, this.#by, free) : null;
      if (name !== null) this.#ears = [name];
    }
    listener.attend(this.#ears.length > 0);
  }

  async #leaveEars(): Promise<void> {
    if (this.#ears.length > 0) await leaveSeats(this.#options.pool, this.#by, this.#ears);
    this.#ears = [];
  }
}
