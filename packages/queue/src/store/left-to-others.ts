import { LIMITS } from '@atelier/contract/limits.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { onlyRow } from './rows.ts';

/** Which worker leaves a job to others that are fitter for it. */

/** Workers that are there, on which job `j` has not failed, and that can paint its quality. $1: workerStaleSeconds */
const BETTER = `
  select from atelier.workers other
  where other.state = 'working' and other.seen_at > now() - $1 * interval '1 second'
    and j."order" ->> 'quality' = any(other.qualities) and (other.clips or j.clip is null)
    and other.id <> all(j.failed_on)
    and (j.needs <@ other.has) is not false`;

const MY_MEMORY = `(select memory from atelier.workers where id = $3)`;

const speedOf = (worker: string) =>
  `case j.quality when 'fast' then ${worker}.fast_speed when 'high' then ${worker}.high_speed
    when 'clip-fast' then ${worker}.clip_fast_speed else ${worker}.clip_high_speed end`;

/** times that another worker is faster, and s for which a job that has just come is left to it while it is idle */
const FASTER = { times: 4, seconds: 5 };

/** SQL: s before worker $3 may be asked again whether it takes job `j`, which it cannot paint; null: it can. */
const UNFIT_SECONDS = `
  case when not (j.needs <@ (select has from atelier.workers where id = $3)) then 5 end`;

/**
 * SQL: s for which worker $3 leaves job `j` to others, or to later; null: it takes it. It has not what the job needs; or a
 * much faster one has nothing to do; or its queue is paused; or an
 * attempt failed lately, on this very worker or for want of memory that it does not have either, and somebody is there
 * who may do better (one whose memory is not known may). After `leaveToOthersSeconds`, $4, anybody may try again.
 * $1: workerStaleSeconds
 */
export const LEFT_TO_OTHERS = `coalesce(${UNFIT_SECONDS}, case when
  exists (select from atelier.pauses p where p.quality = j."order" ->> 'quality')
  or (
    j.created_at > now() - interval '${FASTER.seconds} seconds'
    and exists (${BETTER} and other.id <> $3
      and ${speedOf('other')} > ${FASTER.times} * (select ${speedOf('me')} from atelier.workers me where me.id = $3)
      and not exists (
        select from atelier.jobs busy
        where busy.state = 'painting' and busy.worker_id = other.id and busy.quality = j.quality
      ))
  )
  or (
    j.failed_at > now() - $4 * interval '1 second'
    and ($3 = any(j.failed_on) or ${MY_MEMORY} <= j.memory_over)
    and exists (${BETTER} and other.id <> $3 and (other.memory > j.memory_over) is not false)
  )
  then 1 end)`;

/** How an attempt failed. */
export interface FailedOn {
  workerId: string;
  /** it ran out of memory */
  tooLarge: boolean;
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
