import type { Queryable } from '../transaction.ts';

/** Workers that nobody has seen for long; every start makes a new row. */
export async function deleteWorkers(db: Queryable, keepDays: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from atelier.workers where seen_at < now() - $1 * interval '1 day'`,
    [keepDays],
  );
  return rowCount ?? 0;
}
