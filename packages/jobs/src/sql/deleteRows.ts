import type { Queryable } from '../transaction.ts';

/** Jobs that ended long ago, with all that hangs on them. */
export async function deleteRows(db: Queryable, keepDays: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from atelier.jobs where ended_at < now() - $1 * interval '1 day'`,
    [keepDays],
  );
  return rowCount ?? 0;
}
