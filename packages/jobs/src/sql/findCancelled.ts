import type { Queryable } from '../transaction.ts';

/** Of these jobs, the ids of those that were cancelled. */
export async function findCancelled(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from atelier.jobs where id = any($1::uuid[]) and error_code = 'job.cancelled'`,
    [ids],
  );
  return rows.map(({ id }) => id);
}
