import type { Queryable } from '../transaction.ts';

/** The channel on which workers hear of cancelled jobs; the message is the job's id. */
export const CANCEL_CHANNEL = 'atelier_cancel';

/** Reaches the workers when the transaction is committed. */
export async function announceCancel(db: Queryable, jobId: string): Promise<void> {
  await db.query('select pg_notify($1, $2)', [CANCEL_CHANNEL, jobId]);
}
