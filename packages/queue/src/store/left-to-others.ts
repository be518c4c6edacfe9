import { LIMITS } from '@atelier/contract/limits.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { onlyRow } from './rows.ts';

/** How an attempt failed. */
export interface FailedOn {
  workerId: string;
  /** it ran out of memory */
  tooLarge: boolean;
}

/** Whether somebody else may do better than a worker on which an attempt has just failed. */
export async function othersMay(
  db: Queryable,
  jobId: string,
  { workerId, tooLarge }: FailedOn,
): Promise<boolean> {
  const { may } = await onlyRow(
    db,
    z.object({ may: z.boolean() }),
    `select exists (
       select from atelier.jobs j
       left join atelier.workers me on me.id = $3
       cross join lateral atelier.fit_workers(j, $1) other
       where j.id = $2 and other.id <> $3 and (not $4 or (other.memory > me.memory) is not false)
     ) as may`,
    [LIMITS.workerStaleSeconds, jobId, workerId, tooLarge],
  );
  return may;
}
