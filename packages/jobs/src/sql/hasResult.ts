import type { Queryable } from '../transaction.ts';

/** Whether the result of this very attempt is there. */
export async function hasResult(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
): Promise<boolean> {
  const { rowCount } = await db.query('select from atelier.results where job_id = $1 and attempt = $2', [
    id,
    attempt,
  ]);
  return rowCount === 1;
}
