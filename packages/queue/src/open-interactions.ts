import { randomUUID } from 'node:crypto';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { reaching } from './database-retry.ts';
import type { InteractionJournal } from './interaction-journal.ts';
import { jobIdOf } from './job-id.ts';
import {
  type Abandoned,
  cedeInteraction,
  claimInteraction,
  deleteInteractions,
  type FurtherOrder,
  holdInteractions,
  insertFurther,
  insertInteraction,
  noteFurther,
  type OpenInteraction,
  takeAbandoned,
} from './store/open-interactions.ts';
import { repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export type { Abandoned, OpenInteraction } from './store/open-interactions.ts';

type Deferral = OpenInteraction['deferral'];
/** Kept as it came. */
type Payload = Readonly<{ id: string }>;

/** How one is carried on with that another process has left. */
type CarryOn = (left: Abandoned) => Promise<void>;

/** ms between two looks at what is ours and what is nobody's */
const LOOK_EVERY_MS = (LIMITS.answerHoldSeconds * 1000) / 3;
/** interactions that are carried on with at once */
const AT_ONCE = 10;
/** ms that the database gets for a row before the journal has it too */
const JOURNAL_AFTER_MS = 100;
/** Postgres' error classes for values that it does not take, however often */
const UNFIT = /^2[23]/;
/** payloads of interactions that have just arrived and are not yet written down; more than arrive in a moment */
const LIMIT = 2000;

/**
 * What was promised to people and is not kept yet, in the database: a row from the acknowledgement until the answer. A
 * process that dies leaves its rows, and another one, or the same after its start, carries on with them. While the
 * database is away the journal on this machine's disk stands in for it.
 */
export class OpenInteractions {
  readonly #workshop: Pick<Workshop, 'pool' | 'outage'>;
  readonly #log: Log;
  readonly #journal: InteractionJournal;
  readonly #by = randomUUID();
  readonly #arrived = new Map<string, Payload>();
  /** rows of ours; `written`: whether the row is there */
  readonly #open = new Map<string, { row: OpenInteraction; written: Promise<boolean> }>();
  /** answered, but the row could not be deleted yet */
  readonly #done = new Set<string>();
  /** as what those were acknowledged that are carried on with */
  readonly #carried = new Map<string, Deferral>();
  /** ours too, but another process had written the row, or may have answered */
  readonly #shared = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(workshop: Pick<Workshop, 'pool' | 'outage'>, log: Log, journal: InteractionJournal) {
    this.#workshop = workshop;
    this.#log = log;
    this.#journal = journal;
  }

  /** Remembers what was sent until `open`: the client keeps no payloads. */
  readonly note = (payload: Payload): void => {
    this.#arrived.set(payload.id, payload);
    if (this.#arrived.size > LIMIT) this.#arrived.delete(this.#arrived.keys().next().value ?? '');
  };

  /** As what it was acknowledged by the process that left it; undefined for one that has just arrived. */
  carried(id: string): Deferral | undefined {
    return this.#carried.get(id);
  }

  /** Writes the row, at the same time as the acknowledgement goes out. */
  open(
    interaction: {
      readonly id: string;
      readonly applicationId: string;
      readonly token: string;
      readonly locale: string;
      readonly user: { readonly id: string };
    },
    deferral: Deferral,
  ): void {
    const { id, applicationId, token, locale, user } = interaction;
    const payload = this.#arrived.get(id);
    this.#arrived.delete(id);
    if (!payload || this.#open.has(id)) return;
    const row = { id, applicationId, token, locale, deferral, userId: user.id, jobId: jobIdOf(id), payload };
    this.#open.set(id, { row, written: this.#write(row) });
  }

  /** It is ours to answer: the row too, though another bot that it reached may have written or ceded it. */
  async acknowledged(id: string): Promise<void> {
    await this.#open.get(id)?.written;
    if (!this.#shared.delete(id) || !this.#open.has(id)) return;
    const hold = { by: this.#by, seconds: LIMITS.answerHoldSeconds };
    await claimInteraction(this.#workshop.pool, id, hold).catch((err: unknown) =>
      this.#log.warn({ err, interactionId: id }, 'an open interaction could not be claimed'),
    );
  }

  /**
   * Another bot has acknowledged it: the row is that one's, also where we have written it. That bot may have answered long
   * ago, so whoever finds it left looks first. Never throws.
   */
  async cede(id: string): Promise<void> {
    const entry = this.#open.get(id);
    this.#arrived.delete(id);
    if (!entry) return;
    const written = await entry.written;
    if (written && !this.#shared.delete(id))
      await cedeInteraction(this.#workshop.pool, id, this.#by).catch((err: unknown) =>
        this.#log.warn({ err, interactionId: id }, 'an open interaction could not be ceded'),
      );
    this.#open.delete(id);
    this.#journal.remove(id);
  }

  /** Resolves when the row is there, true, or could not be written. */
  async written(id: string): Promise<boolean> {
    return (await this.#open.get(id)?.written) ?? false;
  }

  /** It was answered, or there is nobody to answer. Never throws. */
  async close(id: string): Promise<void> {
    this.#arrived.delete(id);
    this.#carried.delete(id);
    const entry = this.#open.get(id);
    if (!entry) return;
    this.#done.add(id);
    this.#shared.delete(id);
    await entry.written;
    this.#open.delete(id);
    this.#journal.remove(id);
    await this.#deleteDone();
  }

  /**
   * The same for a further order of an interaction, until its submit strikes it off. Answers the id of the message that it
   * has already, where this process carries on; null: none. Errors: service.unavailable.
   */
  async openFurther(order: FurtherOrder): Promise<string | null> {
    return reaching(repeatable(this.#workshop.pool, (client) => insertFurther(client, order)));
  }

  /** Its message is there. Never throws. */
  async noteFurther(id: string, replyId: string): Promise<void> {
    await noteFurther(this.#workshop.pool, id, replyId).catch((err: unknown) =>
      this.#log.warn({ err, interactionId: id }, 'the message of a further order could not be written down'),
    );
  }

  /** Nobody carries on with these any more; those that were cancelled are still written down. Never throws. */
  async closeFurther(ids: readonly string[]): Promise<void> {
    await deleteInteractions(this.#workshop.pool, ids).catch((err: unknown) =>
      this.#log.info({ err }, 'cancelled orders stay written down until the purge'),
    );
  }

  /** Holds what is ours and carries on with what is nobody's, from now on until `stop`. */
  start(applicationId: string, carryOn: CarryOn): void {
    let busy = false;
    const look = () => {
      if (busy) return;
      busy = true;
      this.#looking = this.#look(applicationId, carryOn)
        .catch((err: unknown) => this.#log.warn({ err }, 'the open interactions could not be looked at'))
        .finally(() => {
          busy = false;
        });
    };
    look();
    this.#timer = setInterval(look, LOOK_EVERY_MS);
  }

  /** What is still open may be taken over at once. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    this.#journal.release();
    const ids = [...this.#open.keys()].filter((id) => !this.#done.has(id));
    if (ids.length > 0)
      await holdInteractions(this.#workshop.pool, ids, { by: this.#by, seconds: 0 }).catch(() => {});
  }

  async #look(applicationId: string, carryOn: CarryOn): Promise<void> {
    const { pool } = this.#workshop;
    const hold = { by: this.#by, seconds: LIMITS.answerHoldSeconds };
    const ours = [...this.#open.keys()];
    if (ours.length > 0) await holdInteractions(pool, ours, hold);
    await this.#takeFromJournal();
    for (const entry of this.#open.values()) {
      if (!(await entry.written)) entry.written = this.#write(entry.row);
    }
    await this.#deleteDone();
    const but = [...this.#open.keys(), ...this.#done];
    const left = await takeAbandoned(pool, applicationId, { ...hold, but, limit: AT_ONCE });
    for (const { ageMs, ceded, ...row } of left) {
      this.#open.set(row.id, { row, written: Promise.resolve(true) });
      this.#carried.set(row.id, row.deferral);
      if (ceded) this.#shared.add(row.id);
      this.#log.warn({ interactionId: row.id, ageMs }, 'an interaction was left unanswered: carrying on');
      carryOn({ ...row, ageMs, ceded }).catch((err: unknown) => {
        this.#log.error({ err, interactionId: row.id }, 'an interaction could not be carried on with');
        this.leave(row.id);
      });
    }
  }

  /** To be left for the next look: it could not be found out how it stands. */
  leave(id: string): void {
    this.#open.delete(id);
    this.#carried.delete(id);
    this.#shared.delete(id);
  }

  async #write(row: OpenInteraction): Promise<boolean> {
    const note = () => this.#journal.add(row);
    const late = setTimeout(note, JOURNAL_AFTER_MS);
    if (this.#workshop.outage.lasting) note();
    try {
      const hold = { by: this.#by, seconds: LIMITS.answerHoldSeconds };
      if (!(await insertInteraction(this.#workshop.pool, row, hold))) this.#shared.add(row.id);
      clearTimeout(late);
      this.#journal.remove(row.id);
      return true;
    } catch (err) {
      clearTimeout(late);
      note();
      this.#log.warn({ err, interactionId: row.id }, 'an open interaction could not be written down');
      return false;
    }
  }

  /** Rows that a process before us could not write: now they can be, and are nobody's. */
  async #takeFromJournal(): Promise<void> {
    for (const { row, at, forget, setAside } of await this.#journal.left()) {
      const age = { by: this.#by, seconds: 0, ageMs: Date.now() - at };
      try {
        await insertInteraction(this.#workshop.pool, row, age);
        await forget();
      } catch (error) {
        if (!UNFIT.test(String((error as { code?: unknown }).code))) throw error;
        await setAside(error);
      }
    }
  }

  async #deleteDone(): Promise<void> {
    const ids = [...this.#done].filter((id) => !this.#open.has(id));
    if (ids.length === 0) return;
    try {
      await deleteInteractions(this.#workshop.pool, ids);
      for (const id of ids) this.#done.delete(id);
    } catch (err) {
      this.#log.warn({ err }, 'answered interactions could not be struck off; the next look tries again');
    }
  }
}
