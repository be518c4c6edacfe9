import type { Job } from '@atelier/contract/job.ts';
import { z } from 'zod';
import { rowOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';
import { JOB_COLUMNS, JobRow, withOrder } from './jobColumns.ts';

export interface ClaimedRow extends Job {
  photo: Uint8Array | null;
  style: Uint8Array | null;
}

const bytes = z.instanceof(Uint8Array).nullable();
const Claimed = JobRow.extend({ photo: bytes, style: bytes });

/**
 * Makes `attempt` the one that may write, and returns the job with its photo. Null when the job has ended
 * already (its worker died after recording and before telling the queue) or a newer attempt has it.
 * The attempt is pg-boss's retry count + 1, so a worker that was asleep between fetching and claiming comes
 * with a smaller number and is refused. Lost: `attempt + 1` (the sleeper would take the job from the newer one).
 */
export async function claimJob(
  db: Queryable,
  { jobId, attempt, workerId }: { jobId: string; attempt: number; workerId: string },
): Promise<ClaimedRow | null> {
  const row = await rowOf(
    db,
    Claimed,
    `update atelier.jobs j
     set state = 'painting', attempt = $2, worker_id = $3, started_at = now(), progress = null
     where j.id = $1 and j.state in ('waiting', 'painting') and j.attempt < $2
     returning ${JOB_COLUMNS},
               (select bytes from atelier.photos where job_id = j.id) as photo,
               (select style from atelier.photos where job_id = j.id) as style`,
    [jobId, attempt, workerId],
  );
  return row && withOrder(row);
}
