import { LINES } from '@atelier/contract/clip.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { QUALITIES, type Quality } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { OF_WORKER } from '../errors.ts';
import type { Queryable } from '../transaction.ts';
import { onlyRow, rowsOf } from './rows.ts';

/** What operators look at and do. */

/** where a job waits */
const quality = z.enum(LINES);

const Backlog = z.object({
  quality,
  waiting: z.int(),
  painting: z.int(),
  /** what all of it takes on one worker of the measured speed */
  seconds: z.number(),
  /** age of the job that has waited longest; 0 where none waits */
  oldestSeconds: z.number(),
  /** what people are told while it is paused; null: it is not */
  paused: z.string().nullable(),
});
export type Backlog = z.output<typeof Backlog>;

/** One row for each line. */
export async function readBacklog(db: Queryable): Promise<Backlog[]> {
  return rowsOf(
    db,
    Backlog,
    `select b.quality, b.waiting, b.painting, b.seconds, b.oldest_seconds as "oldestSeconds", p.reason as paused
     from atelier.backlog b left join atelier.pauses p on b.quality in (p.quality, 'clip-' || p.quality)`,
  );
}

const Pause = z.object({ quality: z.enum(QUALITIES), reason: z.string() });

/** What people are told of each quality that is paused. */
export async function readPauses(db: Queryable): Promise<Partial<Record<Quality, string>>> {
  const rows = await rowsOf(db, Pause, 'select quality, reason from atelier.pauses');
  return Object.fromEntries(rows.map(({ quality, reason }) => [quality, reason]));
}

export async function putPause(db: Queryable, quality: Quality, reason: string): Promise<void> {
  await db.query(
    `insert into atelier.pauses (quality, reason) values ($1, $2)
     on conflict (quality) do update set reason = excluded.reason`,
    [quality, reason],
  );
}

/** False when it was not paused. */
export async function deletePause(db: Queryable, quality: Quality): Promise<boolean> {
  const { rowCount } = await db.query('delete from atelier.pauses where quality = $1', [quality]);
  return rowCount === 1;
}

export type Asked = 'drain' | 'quarantine' | 'release';

const AskedOf = z.object({ id: z.string(), host: z.string() });
export type AskedOf = z.output<typeof AskedOf>;

/** Workers that are there, by the beginning of their id or by their host; what they were asked before is forgotten. */
export async function askWorkers(
  db: Queryable,
  { idBegin, host }: { idBegin: string | null; host: string | null },
  asked: Asked,
): Promise<AskedOf[]> {
  return rowsOf(
    db,
    AskedOf,
    `update atelier.workers set asked = $3
     where state <> 'gone' and seen_at > now() - $4 * interval '1 second'
       and ($1::text is null or starts_with(id, $1)) and ($2::text is null or host = $2)
     returning id, host`,
    [idBegin, host, asked, LIMITS.workerStaleSeconds],
  );
}

export const STUCK_REASONS = ['no-worker', 'silent-worker', 'too-long', 'undelivered', 'no-entry'] as const;
export type StuckReason = (typeof STUCK_REASONS)[number];

/** s after which a job that does not get on is looked at: longer than anything that mends itself takes */
const STUCK_AFTER = 60;
/** s after which an outcome that nobody has is looked at: three tries at their longest pause */
const UNDELIVERED_AFTER = 120;

/**
 * Jobs that do not get on, each once. $1: STUCK_AFTER, $2: UNDELIVERED_AFTER, $3: workerStaleSeconds, $4 and $5: s that
 * an attempt may take in fast and high quality, $6 and $7: of clips.
 */
const STUCK = `
  with here as (
    select * from atelier.workers where state <> 'gone' and seen_at > now() - $3 * interval '1 second'
  ),
  looked_at as (
    select j.id, j.user_id, j.quality, j.state, j.attempt, j.worker_id,
           extract(epoch from now() - coalesce(j.ended_at, j.started_at, j.created_at))::float8 as seconds,
           case
             when j.state in ('done', 'failed') then
               case when j.ended_at < now() - $2 * interval '1 second' then 'undelivered' end
             when j.created_at > now() - $1 * interval '1 second' then null
             when not exists (
               select from pgboss.job e
               where e.name = 'style-' || j.quality and e.id = j.id and e.state in ('created', 'retry', 'active')
             ) then 'no-entry'
             when j.state = 'waiting' then
               case when not exists (
                 select from here w
                 where w.state = 'working' and j."order" ->> 'quality' = any(w.qualities)
                   and (w.clips or j.clip is null)
               ) and not exists (select from atelier.pauses p where p.quality = j."order" ->> 'quality') then 'no-worker' end
             when j.started_at > now() - $1 * interval '1 second' then null
             when not exists (select from here w where w.id = j.worker_id) then 'silent-worker'
             when j.started_at < now() - (case j.quality when 'fast' then $4::float8 when 'high' then $5::float8 when 'clip-fast' then $6::float8 else $7::float8 end + $1) * interval '1 second'
               then 'too-long'
           end as reason
    from atelier.jobs j
    where j.state in ('waiting', 'painting') or j.delivery in ('pending', 'pending-bot')
  )
  select * from looked_at where reason is not null`;

const stuckValues = () => [
  STUCK_AFTER,
  UNDELIVERED_AFTER,
  LIMITS.workerStaleSeconds,
  LIMITS.attemptSeconds.fast,
  LIMITS.attemptSeconds.high,
  LIMITS.clipSeconds.fast,
  LIMITS.clipSeconds.high,
];

const Stuck = z.object({
  id: z.string(),
  userId: z.string(),
  quality,
  state: z.string(),
  attempt: z.int(),
  workerId: z.string().nullable(),
  /** s since it ended, began or was submitted */
  seconds: z.number(),
  reason: z.enum(STUCK_REASONS),
});
export type Stuck = z.output<typeof Stuck>;

/** The first `limit`, those that have been so for longest first. */
export async function listStuck(db: Queryable, limit: number): Promise<Stuck[]> {
  return rowsOf(
    db,
    Stuck,
    `select id, user_id as "userId", quality, state, attempt, worker_id as "workerId", seconds, reason
     from (${STUCK}) stuck order by seconds desc limit $8`,
    [...stuckValues(), limit],
  );
}

export async function countStuck(db: Queryable): Promise<Record<StuckReason, number>> {
  const rows = await rowsOf(
    db,
    z.object({ reason: z.enum(STUCK_REASONS), count: z.int() }),
    `select reason, count(*)::int as count from (${STUCK}) stuck group by reason`,
    stuckValues(),
  );
  const none = Object.fromEntries(STUCK_REASONS.map((reason) => [reason, 0])) as Record<StuckReason, number>;
  return { ...none, ...Object.fromEntries(rows.map(({ reason, count }) => [reason, count])) };
}

/**
 * Jobs that failed by the workshop's fault, not by the photo's, and that can still be painted: not older than what a
 * job may wait, with a photo, and not deleted by hand. $1: the codes, $2: waitHours.
 */
const DEAD = `
  j.state = 'failed' and j.error_code ~ $1 and j.removed_at is null
  and j.created_at > now() - $2 * interval '1 hour'
  and exists (select from atelier.photos p where p.job_id = j.id)`;

const Dead = z.object({
  id: z.string(),
  userId: z.string(),
  quality,
  code: z.string(),
  attempts: z.int(),
  endedAt: z.date(),
});
export type Dead = z.output<typeof Dead>;

/** The latest `limit`. Reads `jobs_ended`. */
export async function listDead(db: Queryable, limit: number): Promise<Dead[]> {
  return rowsOf(
    db,
    Dead,
    `select j.id, j.user_id as "userId", j.quality, j.error_code as code, j.attempt as attempts, j.ended_at as "endedAt"
     from atelier.jobs j where ${DEAD} and j.ended_at > now() - $2 * interval '1 hour'
     order by j.ended_at desc limit $3`,
    [OF_WORKER.source, LIMITS.waitHours, limit],
  );
}

export async function countDead(db: Queryable): Promise<number> {
  const { count } = await onlyRow(
    db,
    z.object({ count: z.int() }),
    `select count(*)::int as count from atelier.jobs j
     where ${DEAD} and j.ended_at > now() - $2 * interval '1 hour'`,
    [OF_WORKER.source, LIMITS.waitHours],
  );
  return count;
}

/**
 * Puts dead jobs back into their queue, with as many attempts as a new job has. The count of attempts goes on, so that
 * whatever an earlier attempt may still write is refused. Like handBack this writes into pg-boss's table, as its own
 * `retry` takes no entry that ended with an error that was told. An entry that pg-boss has cleared away is left out.
 */
export async function redriveDead(
  db: Queryable,
  { ids, code }: { ids: readonly string[] | null; code: string | null },
): Promise<string[]> {
  const rows = await rowsOf(
    db,
    z.object({ id: z.string() }),
    `with dead as (
       select j.id, j.quality from atelier.jobs j
       where ${DEAD} and ($3::uuid[] is null or j.id = any($3)) and ($4::text is null or j.error_code = $4)
       for update skip locked
     ),
     entries as (
       update pgboss.job e
       set state = 'retry', retry_limit = e.retry_count + $5, completed_on = null, heartbeat_on = null,
           start_after = now(), keep_until = now() + $6 * interval '1 day'
       from dead
       where e.name = 'style-' || dead.quality and e.id = dead.id and e.state in ('completed', 'failed')
       returning e.id
     )
     update atelier.jobs j
     set state = 'waiting', worker_id = null, progress = null, error_code = null, error_data = null, ended_at = null,
         delivery = 'none', delivered_by = null, delivered_at = null, message_id = null, unsure_since = null,
         told = null, told_at = null, failed_on = '{}', failed_at = null, memory_over = null
     from entries where j.id = entries.id
     returning j.id`,
    [OF_WORKER.source, LIMITS.waitHours, ids, code, LIMITS.attempts, LIMITS.keepRowsDays],
  );
  return rows.map(({ id }) => id);
}
