import { LIMITS } from '../limits.ts';
import type { Queryable } from '../transaction.ts';

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
  const { rows } = await db.query<{ hold: Hold }>(
    `update atelier.jobs
     set reply_held_until = clock_timestamp() + $3 * interval '1 second'
     where id = $1 and state = $2 and coalesce(reply_held_until, '-infinity') < clock_timestamp()
     returning reply_held_until::text as hold`,
    [jobId, state, LIMITS.replyHoldSeconds],
  );
  return rows[0]?.hold ?? null;
}

/** The edit was answered. One that was not is never released: its hold runs out, and the outcome is looked at again. */
export async function releaseReply(db: Queryable, jobId: string, hold: Hold): Promise<void> {
  await db.query(
    `update atelier.jobs set reply_held_until = null where id = $1 and reply_held_until = $2::timestamptz`,
    [jobId, hold],
  );
}
