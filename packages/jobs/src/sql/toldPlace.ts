import type { Queryable } from '../transaction.ts';

/** What the reply of a waiting job says about its place. */
export interface Told {
  ahead: number;
  noWorker: boolean;
  /** ms since 1970 at which the picture was to be ready; null: nothing was said */
  readyAt: number | null;
}

/** Notes what the reply says from now on. */
export async function notePlace(db: Queryable, jobId: string, told: Told): Promise<void> {
  await db.query(`update atelier.jobs set told = $2, told_at = now() where id = $1`, [
    jobId,
    JSON.stringify(told),
  ]);
}
