import type { Job } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { JOB_COLUMNS, JobRow, withOrder } from './jobs.ts';
import { rowOf, rowsOf } from './rows.ts';

/** Replies of open jobs: who edits them, and what they say. */

/** What releases a hold: until when it was given, in Postgres' own words. */
export type Hold = string;

/**
 * Takes the reply of a job for one edit, so that the outcome comes after it. Null when the job is not in this state,
 * or another edit is under way.
 */
export async function holdReply(
  db: Queryable,
  jobId: string,
  state: 'waiting' | 'painting',
): Promise<Hold | null> {
  const row = await rowOf(
    db,
    z.object({ hold: z.string() }),
    `update atelier.jobs
     set reply_held_until = clock_timestamp() + $3 * interval '1 second'
     where id = $1 and state = $2 and coalesce(reply_held_until, '-infinity') < clock_timestamp()
     returning reply_held_until::text as hold`,
    [jobId, state, LIMITS.replyHoldSeconds],
  );
  return row?.hold ?? null;
}

/** The edit was answered. One that was not is never released: its hold runs out, and the outcome is looked at again. */
export async function releaseReply(db: Queryable, jobId: string, hold: Hold): Promise<void> {
  await db.query(
    `update atelier.jobs set reply_held_until = null where id = $1 and reply_held_until = $2::timestamptz`,
    [jobId, hold],
  );
}

const Told = z.object({
  ahead: z.int(),
  noWorker: z.boolean(),
  /** what an operator tells people while nothing of its quality is painted; null: it is */
  paused: z.string().nullable().default(null),
  /** ms since 1970 at which the picture was to be ready; null: nothing was said */
  readyAt: z.number().nullable(),
});

/** What the reply of a waiting job says about its place. */
export type Told = z.output<typeof Told>;

/** Notes what the reply says from now on. */
export async function notePlace(db: Queryable, jobId: string, told: Told): Promise<void> {
  await db.query(`update atelier.jobs set told = $2, told_at = now() where id = $1`, [
    jobId,
    JSON.stringify(told),
  ]);
}

export interface WaitingJob extends Job {
  told: Told | null;
}

/**
 * Waiting jobs of an application whose replies can still be edited and were not in the last `quietMs`, those first that
 * were told longest ago. Reads `jobs_told`.
 */
export async function findWaiting(
  db: Queryable,
  applicationId: string,
  { usableMs, quietMs, most }: { usableMs: number; quietMs: number; most: number },
): Promise<WaitingJob[]> {
  const rows = await rowsOf(
    db,
    JobRow.extend({ told: Told.nullable() }),
    `select ${JOB_COLUMNS}, j.told
     from atelier.jobs j
     where j.state = 'waiting' and j.application_id = $1 and j.interaction_token <> ''
       and j.created_at > now() - $2 * interval '1 millisecond'
       and coalesce(j.told_at, '-infinity') < now() - $3 * interval '1 millisecond'
       and coalesce(j.reply_held_until, '-infinity') < now()
     order by j.told_at nulls first
     limit $4`,
    [applicationId, usableMs, quietMs, most],
  );
  return rows.map(withOrder);
}

/** A job that waits; null when it does not any more. */
export async function findWaitingJob(db: Queryable, jobId: string): Promise<Job | null> {
  const sql = `select ${JOB_COLUMNS} from atelier.jobs j where j.id = $1 and j.state = 'waiting'`;
  const row = await rowOf(db, JobRow, sql, [jobId]);
  return row && withOrder(row);
}
