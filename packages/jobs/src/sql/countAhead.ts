import { z } from 'zod';
import { onlyRow } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

/**
 * Jobs that come before this one in its quality: everything being painted, and what waits with a higher
 * priority or longer at the same, the order in which pg-boss hands entries out. 0 for a job that is not waiting.
 * Lost: counting in pg-boss's own table (its entries are deleted and inserted again at each retry, and its
 * columns are not ours to rely on).
 */
export async function countAhead(db: Queryable, jobId: string): Promise<number> {
  const { count } = await onlyRow(
    db,
    z.object({ count: z.int() }),
    `select count(*)::int as count
     from atelier.jobs mine
     join atelier.jobs other on other.quality = mine.quality and other.id <> mine.id
     where mine.id = $1
       and mine.state = 'waiting'
       and (
         other.state = 'painting'
         or (other.state = 'waiting'
             and (other.priority > mine.priority
                  or (other.priority = mine.priority and other.created_at < mine.created_at)))
       )`,
    [jobId],
  );
  return count;
}
