import type pg from 'pg';
import type { PgBoss } from 'pg-boss';
import type { Loops } from './loops.ts';
import type { Outage } from './outage.ts';
import { BEGINNING } from './priority.ts';
import { DELIVER_AS_BOT_QUEUE, DELIVER_QUEUE, QUEUES, STYLE_QUEUES } from './queues.ts';
import { hasDeadClaims, leaveSeats, SUPERVISOR, superviseSeat } from './store/seats.ts';

/** ms between two looks at what has become due: retries and what was put off send no NOTIFY */
const LOOK_MS = 1000;
/** looks between two for dead claims: with a heartbeat of 10 s a dead worker's job is free after 12 s */
const DEAD = 2;
/** ms between two rounds of pg-boss at most: each reads all entries three times and writes every queue's row twice */
const ROUND_MS = 30_000;
/** share of the time that walks through all that waits may take, and ms between two of them at most: a note serves for a minute */
const WALKS = 0.01;
const WALK_MS = 20_000;

/** What the supervisor watches over. */
export const SUPERVISED = {
  queues: QUEUES.map(({ name }) => name),
  ofJobs: Object.values(STYLE_QUEUES),
  byCreation: [DELIVER_QUEUE, DELIVER_AS_BOT_QUEUE],
  beginning: BEGINNING,
};

/** What one process does for a whole fleet while it has the seat. */
export class Supervisor {
  readonly #pool: pg.Pool;
  readonly #boss: PgBoss;
  readonly #loops: Loops;
  readonly #outage: Outage;
  #by: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #count = 0;
  #roundAt = Number.NEGATIVE_INFINITY;
  /** when the next walk is due */
  #walkAt = Number.NEGATIVE_INFINITY;

  constructor(options: { pool: pg.Pool; boss: PgBoss; loops: Loops; outage: Outage }) {
    this.#pool = options.pool;
    this.#boss = options.boss;
    this.#loops = options.loops;
    this.#outage = options.outage;
  }

  /** Whether this process has the seat; it loses it when it cannot say so for some seconds. */
  get sits(): boolean {
    return this.#by !== null;
  }

  /** by: who has just taken the seat */
  sit(by: string): void {
    this.#by = by;
    this.#walkAt = Number.NEGATIVE_INFINITY;
    this.#next();
  }

  async stop(): Promise<void> {
    const by = this.#by;
    this.#by = null;
    clearTimeout(this.#timer);
    await this.#looking;
    // who is gone without a word loses it by time
    if (by !== null) await leaveSeats(this.#pool, by, [SUPERVISOR]).catch(() => {});
  }

  #next(): void {
    clearTimeout(this.#timer);
    if (this.#by === null) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => this.#next());
    }, LOOK_MS);
  }

  async #look(): Promise<void> {
    const by = this.#by;
    if (by === null) return;
    try {
      if (this.#count++ % DEAD === 0) await this.#keepUp();
      const begin = performance.now();
      const walks = begin >= this.#walkAt;
      const seen = await superviseSeat(this.#pool, by, SUPERVISED, walks);
      if (seen === null) this.#by = null;
      else {
        if (walks) this.#walkAt = begin + Math.min(seen.took / WALKS, WALK_MS);
        await this.#call(seen.ready);
      }
    } catch (error) {
      this.#outage.report(error, 'supervising the queues failed; it is done again');
    }
  }

  async #keepUp(): Promise<void> {
    const due = performance.now() >= this.#roundAt + ROUND_MS;
    if (!due && !(await hasDeadClaims(this.#pool))) return;
    this.#roundAt = performance.now();
    await this.#boss.supervise();
  }

  async #call(queues: readonly string[]): Promise<void> {
    for (const name of queues) this.#loops.call(name);
    const { channel } = this.#loops;
    if (queues.length > 0 && channel !== null)
      await this.#pool.query('select pg_notify($1, q) from unnest($2::text[]) q', [channel, queues]);
  }
}
