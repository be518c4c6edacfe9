import { LIMITS } from '@atelier/contract/limits.ts';
import { type ClaimRow, claimOf } from '@atelier/queue/store/claims.ts';
import type { Queryable } from '@atelier/queue/transaction.ts';

/** What `takeJobs` does with the job of an entry, whatever the queue says: any attempt, by any worker. */
export async function claimJob(
  db: Queryable,
  { jobId, attempt, workerId }: { jobId: string; attempt: number; workerId: string },
): Promise<ClaimRow> {
  const { rows } = await db.query('select * from atelier.claim($1, $2, $3, null, $4, $5)', [
    jobId,
    attempt,
    workerId,
    LIMITS.workerStaleSeconds,
    LIMITS.leaveToOthersSeconds,
  ]);
  return claimOf(rows[0]);
}
