import type { Queryable } from '../transaction.ts';

/**
 * Returns a claimed entry to the queue without counting the attempt, for a worker that must go, or that leaves it to
 * others; it is not handed out again for so many seconds. This is the
 * one statement that writes into pg-boss's table. Lost: `boss.fail` (uses up an attempt of a job that did
 * nothing wrong) and `boss.restore` (the next claim gets the same retry count, so our own late completion
 * would complete the other worker's claim).
 */
export async function handBack(
  db: Queryable,
  { queue, id, retryCount, seconds = 0 }: { queue: string; id: string; retryCount: number; seconds?: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update pgboss.job
     set state = 'retry', retry_limit = retry_limit + 1, heartbeat_on = null, start_after = now() + $4 * interval '1 second'
     where name = $1 and id = $2 and retry_count = $3 and state = 'active'`,
    [queue, id, retryCount, seconds],
  );
  return rowCount === 1;
}
