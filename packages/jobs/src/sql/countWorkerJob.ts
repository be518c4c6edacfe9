import type { Quality } from '@atelier/contract/order.ts';
import type { Queryable } from '../transaction.ts';

/**
 * Counts an ended job. The speed is a running average in which the newest job weighs 0.3: it follows a machine
 * that gets busier within a few jobs, and one odd picture does not carry it away.
 */
export async function countWorkerJob(
  db: Queryable,
  id: string,
  quality: Quality,
  pixelsPerSecond: number | null,
): Promise<void> {
  await db.query(
    `update atelier.workers
     set seen_at = now(),
         jobs_done = jobs_done + ($3::float8 is not null)::int,
         jobs_failed = jobs_failed + ($3::float8 is null)::int,
         fast_speed = case when $2 = 'fast' and $3::float8 is not null
                           then coalesce(0.7 * fast_speed + 0.3 * $3, $3) else fast_speed end,
         high_speed = case when $2 = 'high' and $3::float8 is not null
                           then coalesce(0.7 * high_speed + 0.3 * $3, $3) else high_speed end
     where id = $1`,
    [id, quality, pixelsPerSecond],
  );
}
