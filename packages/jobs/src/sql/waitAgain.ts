import type { Queryable } from '../transaction.ts';

/** The job waits for its next attempt; the attempt's number stays, so that only a newer one can claim it. */
export async function waitAgain(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update atelier.jobs
     set state = 'waiting', worker_id = null, progress = null
     where id = $1 and attempt = $2 and state = 'painting'`,
    [id, attempt],
  );
  return rowCount === 1;
}
