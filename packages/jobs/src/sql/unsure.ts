import type { Queryable } from '../transaction.ts';

/** Before an outcome is sent as a new message: should no answer come, it may be there all the same. */
export async function noteUnsure(db: Queryable, jobId: string, unsure: boolean): Promise<void> {
  await db.query(
    `update atelier.jobs set unsure_since = case when $2 then coalesce(unsure_since, now()) end where id = $1`,
    [jobId, unsure],
  );
}
