import { LIMITS } from '@atelier/contract/limits.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import type { FailedOn } from './claims.ts';
import { onlyRow } from './rows.ts';

/** Who tries a job again that failed on one worker. */

/** Workers that are there, on which job `j` has not failed, and that can paint its quality. $1: workerStaleSeconds */
const BETTER = `
  select from atelier.workers other
  where other.state = 'working' and other.seen_at > now() - $1 * interval '1 second'
    and (j."order" ->> 'quality') = any(other.qualities) and (other.clips or j.clip is null)
    and other.id <> all(j.failed_on)`;

/**
 * Whether a worker leaves a job to others, or to later: its queue is paused; or an attempt failed lately, on this very worker or for want of memory that
 * it does not have either, and somebody is there who may do better (one whose memory is not known may). After `leaveToOthersSeconds` anybody may try.
 */
export async function leftToOthers(db: Queryable, jobId: string, workerId: string): Promise<boolean> {
  const { left } = await onlyRow(
    db,
    z.object({ left: z.boolean() }),
    `select exists (
       select from atelier.jobs j join atelier.pauses p on p.quality = j."order" ->> 'quality' where j.id = $2
     ) or exists (
       select from atelier.jobs j left join atelier.workers me on me.id = $3
       where j.id = $2
         and j.failed_at > now() - $4 * interval '1 second'
         and ($3 = any(j.failed_on) or me.memory <= j.memory_over)
         and exists (${BETTER} and other.id <> $3 and (other.memory > j.memory_over) is not false)
     ) as left`,
    [LIMITS.workerStaleSeconds, jobId, workerId, LIMITS.leaveToOthersSeconds],
  );
  return left;
}

/** Whether somebody else may do better than a worker on which an attempt has just failed. */
export async function othersMay(
  db: Queryable,
  jobId: string,
  { workerId, tooLarge }: FailedOn,
): Promise<boolean> {
  const { may } = await onlyRow(
    db,
    z.object({ may: z.boolean() }),
    `select exists (
       select from atelier.jobs j left join atelier.workers me on me.id = $3
       where j.id = $2 and exists (${BETTER} and other.id <> $3 and (not $4 or (other.memory > me.memory) is not false))
     ) as may`,
    [LIMITS.workerStaleSeconds, jobId, workerId, tooLarge],
  );
  return may;
}
