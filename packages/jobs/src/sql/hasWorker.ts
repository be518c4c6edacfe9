import { LIMITS } from '@atelier/contract/limits.ts';
import type { Quality } from '@atelier/contract/order.ts';
import type { Queryable } from '../transaction.ts';

/** Whether a worker that was seen lately takes jobs of this quality. */
export async function hasWorker(db: Queryable, quality: Quality): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    `select exists (
       select from atelier.workers
       where state = 'working' and $1 = any(qualities) and seen_at > now() - $2 * interval '1 second'
     ) as there`,
    [quality, LIMITS.workerStaleSeconds],
  );
  return rows[0].there;
}
