import type { Queryable } from '../transaction.ts';

/** Takes the pictures out of old results and keeps the figures. What waits for its delivery stays whole. */
export async function emptyResults(db: Queryable, keepHours: number): Promise<number> {
  const { rowCount } = await db.query(
    `update atelier.results r
     set picture = null, fallback = null, plot = null
     from atelier.jobs j
     where j.id = r.job_id
       and r.picture is not null
       and j.ended_at < now() - $1 * interval '1 hour'
       and j.delivery in ('delivered', 'undeliverable')`,
    [keepHours],
  );
  return rowCount ?? 0;
}
