import type { AtelierError } from '@atelier/contract/errors.ts';
import type { Checkpoint, ClaimedJob, ProgressRow, Result } from '@atelier/contract/job.ts';
import type { JobWithMetadata } from 'pg-boss';
import { patiently } from './database-retry.ts';
import { DELIVER_QUEUE, STYLE_QUEUES } from './queues.ts';
import { endJob, hasResult, insertResult, saveCheckpoint, updateProgress } from './store/claims.ts';
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

/** To be gone on with by whoever paints the job next. */
export async function recordCheckpoint(
  { pool, bytes }: Workshop,
  job: Attempt,
  checkpoint: Checkpoint,
): Promise<boolean> {
  return saveCheckpoint(pool, job, { ...checkpoint, picture: await bytes.keep(checkpoint.picture) });
}

/** ms for which a result waits for the database: a restart takes seconds, a painting took longer */
const RESULT_WAITS_MS = 60_000;

/**
 * Result, job state, delivery and the end of the queue's entry in one transaction. While the database is away it is
 * tried for a minute.
 */
export async function recordResult(workshop: Workshop, job: Attempt, result: Result): Promise<boolean> {
  const { bytes } = workshop;
  const [picture, fallback] = await patiently(
    () => Promise.all([bytes.keep(result.picture), result.fallback && bytes.keep(result.fallback)]),
    RESULT_WAITS_MS,
  );
  const record = async (client: Queryable, again: boolean) => {
    const { id, attempt } = job;
    const line = await endJob(client, { id, attempt, state: 'done' });
    if (line === null) return again && hasResult(client, job);
    await insertResult(client, job, { ...result, picture, fallback });
    await deleteSegments(client, id);
    await queueDelivery(workshop, client, id);
    const claim = { id, retryCount: attempt - 1 };
    await workshop.boss.complete(STYLE_QUEUES[line], claim as JobWithMetadata, null, {
      db: bossDb(client),
    });
    return true;
  };
  const recorded = await repeatable(workshop.pool, record, RESULT_WAITS_MS);
  if (recorded) callDelivery(workshop);
  return recorded;
}

/** The end of a job without a picture: what went wrong by code and data, from which the sentence is made. */
export async function recordFailure(
  workshop: Workshop,
  job: { id: string; attempt: number | null },
  { code, data }: Pick<AtelierError, 'code' | 'data'>,
): Promise<boolean> {
  const recorded = await transaction(workshop.pool, async (client) => {
    const ending = {
      id: job.id,
      attempt: job.attempt,
      state: 'failed',
      errorCode: code,
      errorData: data,
    } as const;
    if ((await endJob(client, ending)) === null) return false;
    await deleteSegments(client, job.id);
    await queueDelivery(workshop, client, job.id);
    return true;
  });
  if (recorded) callDelivery(workshop);
  return recorded;
}

async function queueDelivery({ boss }: Workshop, client: Queryable, jobId: string): Promise<void> {
  await boss.send(DELIVER_QUEUE, { jobId }, { db: bossDb(client) });
}

/** Who ended a job mostly delivers it too; where it does not, the supervisor's next look calls others. */
export function callDelivery({ loops }: Pick<Workshop, 'loops'>): void {
  loops.call(DELIVER_QUEUE);
}
