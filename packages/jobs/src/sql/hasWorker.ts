import { LIMITS } from '@atelier/contract/limits.ts';
import type { Quality } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { onlyRow } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

/** Whether a worker that was seen lately takes jobs of this quality. */
export async function hasWorker(db: Queryable, quality: Quality): Promise<boolean> {
  const { there } = await onlyRow(
    db,
    z.object({ there: z.boolean() }),
    `select exists (
       select from atelier.workers
       where state = 'working' and $1 = any(qualities) and seen_at > now() - $2 * interval '1 second'
     ) as there`,
    [quality, LIMITS.workerStaleSeconds],
  );
  return there;
}
