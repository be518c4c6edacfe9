import type { Quality } from '@atelier/contract/order.ts';
import type { Queryable } from '../transaction.ts';

/** Jobs that would come before a new one of this quality and priority. Reads the partial index `jobs_open`. */
export async function countAheadOf(db: Queryable, quality: Quality, priority: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count
     from atelier.jobs
     where quality = $1
       and (state = 'painting' or (state = 'waiting' and priority >= $2))`,
    [quality, priority],
  );
  return rows[0].count;
}
