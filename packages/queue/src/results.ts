import type { AtelierError } from '@atelier/contract/errors.ts';
import type { ClaimedJob, ProgressRow, Result } from '@atelier/contract/job.ts';
import { DELIVER_QUEUE } from './queues.ts';
import { endJob, hasResult, insertResult, updateProgress } from './store/claims.ts';
import { deleteSegments } from './store/segments.ts';
import { bossDb, type Queryable, repeatable, transaction } from './transaction.ts';
import type { Workshop } from './workshop.ts';

type Attempt = Pick<ClaimedJob, 'id' | 'attempt'>;

/** Each of these answers false, and has written nothing, when a newer attempt has the job or it has ended. */

/** To be asked before a progress is shown: a worker that lost its claim must not write over a result. */
export async function recordProgress(
  { pool }: Workshop,
  job: Attempt,
  progress: ProgressRow,
): Promise<boolean> {
  return updateProgress(pool, job, progress);
}

/** ms for which a result waits for the database: a restart takes seconds, a painting took longer */
const RESULT_WAITS_MS = 60_000;

/** Result, job state and delivery in one transaction. While the database is away it is tried for a minute. */
export async function recordResult(workshop: Workshop, job: Attempt, result: Result): Promise<boolean> {
  const record = async (client: Queryable, again: boolean) => {
    const { id, attempt } = job;
    if (!(await endJob(client, { id, attempt, state: 'done' }))) return again && hasResult(client, job);
    await insertResult(client, job, result);
    await deleteSegments(client, id);
    await queueDelivery(workshop, client, id);
    return true;
  };
  return repeatable(workshop.pool, record, RESULT_WAITS_MS);
}

/** The end of a job without a picture: what went wrong by code and data, from which the sentence is made. */
export async function recordFailure(
  workshop: Workshop,
  job: { id: string; attempt: number | null },
  { code, data }: Pick<AtelierError, 'code' | 'data'>,
): Promise<boolean> {
  return transaction(workshop.pool, async (client) => {
    const ending = {
      id: job.id,
      attempt: job.attempt,
      state: 'failed',
      errorCode: code,
      errorData: data,
    } as const;
    if (!(await endJob(client, ending))) return false;
    await deleteSegments(client, job.id);
    await queueDelivery(workshop, client, job.id);
    return true;
  });
}

async function queueDelivery({ boss }: Workshop, client: Queryable, jobId: string): Promise<void> {
  await boss.send(DELIVER_QUEUE, { jobId }, { db: bossDb(client) });
}
