import type { Queryable } from '../transaction.ts';

/** How an attempt failed, for `leftToOthers`. */
export interface FailedOn {
  workerId: string;
  /** it ran out of memory */
  tooLarge: boolean;
}

/**
 * The job waits for its next attempt; the attempt's number stays, so that only a newer one can claim it.
 * failed: absent where the attempt ended for another reason
 */
export async function waitAgain(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  failed?: FailedOn,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update atelier.jobs
     set state = 'waiting', worker_id = null, progress = null,
         failed_on = case when $3::text is null then failed_on else array_append(failed_on, $3) end,
         failed_at = case when $3::text is null then failed_at else now() end,
         memory_over = case when $4 then (select memory from atelier.workers where id = $3) else memory_over end
     where id = $1 and attempt = $2 and state = 'painting'`,
    [id, attempt, failed?.workerId ?? null, failed?.tooLarge ?? false],
  );
  return rowCount === 1;
}
