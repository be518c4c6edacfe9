import type { Queryable } from '../transaction.ts';

/** The interaction cannot be answered any more; false when somebody has said so before. */
export async function leaveToBot(db: Queryable, jobId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update atelier.jobs set delivery = 'pending-bot' where id = $1 and delivery = 'pending'`,
    [jobId],
  );
  return rowCount === 1;
}
