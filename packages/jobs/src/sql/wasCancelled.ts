import type { Queryable } from '../transaction.ts';

/** Whether a job ended by this person's Cancel; null when there is no such job. */
export async function wasCancelled(db: Queryable, jobId: string, by: string): Promise<boolean | null> {
  const { rows } = await db.query<{ cancelled: boolean }>(
    `select coalesce(error_code = 'job.cancelled' and cancelled_by = $2, false) as cancelled
     from atelier.jobs where id = $1`,
    [jobId, by],
  );
  return rows[0]?.cancelled ?? null;
}
