import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { onlyRow, rowOf, rowsOf } from './rows.ts';

export const OpenInteraction = z.object({
  id: z.string(),
  applicationId: z.string(),
  token: z.string(),
  userId: z.string(),
  locale: z.string(),
  deferral: z.enum(['public', 'private', 'update']),
  /** `jobIdOf(id)` */
  jobId: z.string(),
  /** as it came */
  payload: z.custom<object>((value) => typeof value === 'object' && value !== null),
});

/** An interaction that was acknowledged and is not answered yet. */
export type OpenInteraction = z.output<typeof OpenInteraction>;

const COLUMNS = `id, application_id as "applicationId", token, user_id as "userId", locale, deferral,
  job_id as "jobId", payload`;

/** False, and nothing happens, when the row is there already. */
export async function insertInteraction(
  db: Queryable,
  one: OpenInteraction,
  { by, seconds, ageMs = 0 }: { by: string; seconds: number; ageMs?: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into atelier.interactions
       (id, application_id, token, user_id, locale, deferral, job_id, payload, held_by, held_until,
        created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 second',
        now() - $11 * interval '1 millisecond')
     on conflict (id) do nothing`,
    [
      one.id,
      one.applicationId,
      one.token,
      one.userId,
      one.locale,
      one.deferral,
      one.jobId,
      JSON.stringify(one.payload),
      by,
      seconds,
      ageMs,
    ],
  );
  return rowCount === 1;
}

/** Takes a row over from another process that it reached too, and that was not the one to acknowledge it. */
export async function claimInteraction(
  db: Queryable,
  id: string,
  { by, seconds }: { by: string; seconds: number },
): Promise<void> {
  await db.query(
    `update atelier.interactions set held_by = $2, held_until = now() + $3 * interval '1 second' where id = $1`,
    [id, by, seconds],
  );
}

/** Another process has acknowledged it, which says so by `claimInteraction`, or has answered it before there was this row. */
export async function cedeInteraction(db: Queryable, id: string, by: string): Promise<void> {
  await db.query(`update atelier.interactions set held_by = $3 where id = $1 and held_by = $2`, [
    id,
    by,
    CEDED,
  ]);
}

/** Takes the row away and says who had cancelled the order; null when nobody had, or there is no row. */
export async function deleteInteraction(db: Queryable, id: string): Promise<string | null> {
  const row = await rowOf(
    db,
    z.object({ by: z.string().nullable() }),
    `delete from atelier.interactions where id = $1 returning cancelled_by as by`,
    [id],
  );
  return row?.by ?? null;
}

/** The same, but the row stays, for what else was promised. */
export async function lockInteraction(db: Queryable, id: string): Promise<string | null> {
  const row = await rowOf(
    db,
    z.object({ by: z.string().nullable() }),
    `select cancelled_by as by from atelier.interactions where id = $1 for update`,
    [id],
  );
  return row?.by ?? null;
}

const Further = z.object({ replyId: z.string().optional() });

/** A further order of an interaction, which is no interaction of its own. */
export type FurtherOrder = Omit<OpenInteraction, 'payload'>;

/**
 * Writes a further order down until its own submit: for Cancel, and for the message that it has already. No process
 * takes it over, as whoever carries on with the interaction comes to it. Answers that message's id; null: none.
 */
export async function insertFurther(db: Queryable, one: FurtherOrder): Promise<string | null> {
  const row = await onlyRow(
    db,
    z.object({ payload: Further }),
    `insert into atelier.interactions
       (id, application_id, token, user_id, locale, deferral, job_id, payload, held_by, held_until)
     values ($1, $2, $3, $4, $5, $6, $7, '{}', 'its interaction', 'infinity')
     on conflict (id) do update set held_until = 'infinity'
     returning payload`,
    [one.id, one.applicationId, one.token, one.userId, one.locale, one.deferral, one.jobId],
  );
  return row.payload.replyId ?? null;
}

/** Its message is there. */
export async function noteFurther(db: Queryable, id: string, replyId: string): Promise<void> {
  const payload: z.output<typeof Further> = { replyId };
  await db.query(`update atelier.interactions set payload = $2 where id = $1`, [id, JSON.stringify(payload)]);
}

/**
 * Takes rows away. An order that its person cancelled stays known as that, without what was sent, until the purge: the
 * press may be answered by a process that comes to it after this.
 */
export async function deleteInteractions(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `with kept as (
       update atelier.interactions set held_by = $2, held_until = 'infinity', payload = '{}'
       where id = any($1) and cancelled_by = user_id
     )
     delete from atelier.interactions where id = any($1) and cancelled_by is distinct from user_id`,
    [ids, CANCELLED],
  );
}

/** Holds, for ever, the orders that were cancelled and are over. */
export const CANCELLED = 'cancelled';

/** Holds, as long as it was held before, what another process has acknowledged. */
const CEDED = 'ceded';

/** Says that this process still answers these; `seconds` 0: that it does not any more. */
export async function holdInteractions(
  db: Queryable,
  ids: readonly string[],
  { by, seconds }: { by: string; seconds: number },
): Promise<void> {
  await db.query(
    `update atelier.interactions
     set held_until = now() + $3 * interval '1 second' where id = any($1) and held_by = $2`,
    [ids, by, seconds],
  );
}

/** What was left, ms ago; `ceded`: by a process that was not the one to acknowledge it. */
export type Abandoned = OpenInteraction & { ageMs: number; ceded: boolean };

/**
 * Takes over some that nobody answers any more, the oldest first; `but` are left alone. What is ceded stays that until it is
 * claimed.
 */
export async function takeAbandoned(
  db: Queryable,
  applicationId: string,
  { by, seconds, but, limit }: { by: string; seconds: number; but: readonly string[]; limit: number },
): Promise<Abandoned[]> {
  return rowsOf(
    db,
    OpenInteraction.extend({ ageMs: z.number(), ceded: z.boolean() }),
    `update atelier.interactions i
     set held_by = case when f.ceded then $6 else $2 end, held_until = now() + $3 * interval '1 second'
     from (
       select id as found, held_by = $6 as ceded from atelier.interactions
       where application_id = $1 and held_until < now() and id <> all($4)
       order by created_at limit $5 for update skip locked
     ) f
     where i.id = f.found
     returning ${COLUMNS}, (extract(epoch from now() - created_at) * 1000)::float8 as "ageMs", f.ceded`,
    [applicationId, by, seconds, but, limit, CEDED],
  );
}

/**
 * The same for a process that cannot carry on, only tell: what no bot has taken over until shortly before the end. What is
 * ceded may be answered, and is left.
 */
export async function takeHopeless(
  db: Queryable,
  { by, seconds, olderMs }: { by: string; seconds: number; olderMs: number },
): Promise<OpenInteraction[]> {
  return rowsOf(
    db,
    OpenInteraction,
    `update atelier.interactions i
     set held_by = $1, held_until = now() + $2 * interval '1 second'
     from (
       select id as found from atelier.interactions
       where held_until < now() and created_at < now() - $3 * interval '1 millisecond' and held_by <> $4
       order by created_at limit 20 for update skip locked
     ) f
     where i.id = f.found
     returning ${COLUMNS}`,
    [by, seconds, olderMs, CEDED],
  );
}

const OpenOrder = OpenInteraction.pick({ userId: true, applicationId: true, token: true });
export type OpenOrder = z.output<typeof OpenOrder>;

/** The order behind a Cancel that was pressed before there was a job. */
export async function findOrder(db: Queryable, jobId: string): Promise<OpenOrder | null> {
  return rowOf(
    db,
    OpenOrder,
    `select user_id as "userId", application_id as "applicationId", token from atelier.interactions where job_id = $1`,
    [jobId],
  );
}

/** Its submit will find it cancelled. False when there is no such order (any more). */
export async function cancelOrder(db: Queryable, jobId: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update atelier.interactions set cancelled_by = coalesce(cancelled_by, $2) where job_id = $1`,
    [jobId, by],
  );
  return rowCount === 1;
}

/** Rows whose token is dead: nobody can be answered through them. */
export async function deleteOldInteractions(db: Queryable, lifeSeconds: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from atelier.interactions
     where created_at < now() - $1 * interval '1 second' and (held_until < now() or held_until = 'infinity')`,
    [lifeSeconds],
  );
  return rowCount ?? 0;
}
