import type { Queryable } from '../transaction.ts';

/** Photos of jobs that ended long enough ago. Open jobs keep theirs, however old. */
export async function deletePhotos(db: Queryable, keepHours: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from atelier.photos p
     using atelier.jobs j
     where j.id = p.job_id and j.ended_at < now() - $1 * interval '1 hour'`,
    [keepHours],
  );
  return rowCount ?? 0;
}
