import type { ProgressRow } from '@atelier/contract/job.ts';
import type { Queryable } from '../transaction.ts';

/** False when a newer attempt has the job, or it has ended. */
export async function updateProgress(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  progress: ProgressRow,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update atelier.jobs set progress = $3 where id = $1 and attempt = $2 and state = 'painting'`,
    [id, attempt, JSON.stringify(progress)],
  );
  return rowCount === 1;
}
