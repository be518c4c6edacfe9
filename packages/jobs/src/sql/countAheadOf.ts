import type { Quality } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { onlyRow } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

/** Jobs that would come before a new one of this quality and priority. Reads the partial index `jobs_open`. */
export async function countAheadOf(db: Queryable, quality: Quality, priority: number): Promise<number> {
  const { count } = await onlyRow(
    db,
    z.object({ count: z.int() }),
    `select count(*)::int as count
     from atelier.jobs
     where quality = $1
       and (state = 'painting' or (state = 'waiting' and priority >= $2))`,
    [quality, priority],
  );
  return count;
}
