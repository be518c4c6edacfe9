import type { Queryable } from '../transaction.ts';

export async function jobExists(db: Queryable, jobId: string): Promise<boolean> {
  const { rowCount } = await db.query('select from atelier.jobs where id = $1', [jobId]);
  return rowCount === 1;
}
