import type { Queryable } from '../transaction.ts';

/** Jobs of one person that wait or are being painted. Reads the partial index `jobs_open_user`. */
export async function countOpenJobs(db: Queryable, userId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count
     from atelier.jobs
     where user_id = $1 and state in ('waiting', 'painting')`,
    [userId],
  );
  return rows[0].count;
}
