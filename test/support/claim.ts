import { LIMITS } from '@atelier/contract/limits.ts';
import { type ClaimRow, claimOf } from '@atelier/queue/store/claims.ts';
import type { Queryable } from '@atelier/queue/transaction.ts';

/** What `takeJobs` does with the job of an entry, whatever the queue says: any attempt, by any worker. */
export async function claimJob(
  db: Queryable,
  { jobId, attempt, workerId }: { jobId: string; attempt: number; workerId: string },
): Promise<ClaimRow> {
  const { rows } = await db.query(
    `select claim.*
     from (select $3::text as id) it
     left join atelier.workers w using (id)
     cross join lateral atelier.claim(
       $1, $2, jsonb_populate_record(w, jsonb_build_object('id', it.id)), null, $4, $5) claim`,
    [jobId, attempt, workerId, LIMITS.workerStaleSeconds, LIMITS.leaveToOthersSeconds],
  );
  return claimOf(rows[0]);
}
