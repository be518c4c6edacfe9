import type { AtelierError } from '@atelier/contract/errors.ts';
import type { Checkpoint, ClaimedJob, Figures, ProgressRow, Result } from '@atelier/contract/job.ts';
import { isDatabaseAway, patiently } from './database-retry.ts';
import { DELIVER_QUEUE } from './queues.ts';
import { saveCheckpoint, updateProgress } from './store/claims.ts';
import { endWithResult, failJob, hasResult, type PaintedBy } from './store/ends.ts';
import { saveLosses } from './store/losses.ts';
import { deleteSegments } from './store/segments.ts';
import { bossDb, type Queryable, transaction } from './transaction.ts';
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
 * Result, job state, delivery, the end of the queue's entry and the worker's count, all or nothing. While the database is
 * away it is tried for a minute. `by`: asked when the pictures are kept, so that their time counts; null: nobody's work
 * is counted.
 */
export async function recordResult(
  { pool, bytes, loops }: Workshop,
  job: Attempt,
  result: Result,
  by: () => PaintedBy | null = () => null,
): Promise<boolean> {
  const keep = async (part: Uint8Array | null) => part && bytes.keep(part);
  const { stills = null } = result;
  const [picture, fallback, painted, photo] = await patiently(
    () =>
      Promise.all([
        bytes.keep(result.picture),
        keep(result.fallback),
        keep(stills?.painted ?? null),
        keep(stills?.photo ?? null),
      ]),
    RESULT_WAITS_MS,
  );
  const kept = { ...result, picture, fallback, stills: painted && photo && { painted, photo } };
  const painter = by();
  const next = loops.followerOf(job.id);
  let tries = 0;
  const end = async () => {
    const again = tries++ > 0;
    const ended = await endWithResult(pool, job, kept, painter, again ? null : next);
    if (ended.recorded || !again) return ended;
    // an answer may have been lost
    return { recorded: await hasResult(pool, job), taken: [] };
  };
  const { recorded, taken } = await patiently(
    () =>
      end().catch((error: unknown) => {
        // a result does not suffer from what is wrong with taking another job
        if (next === null || tries > 1 || isDatabaseAway(error)) throw error;
        return end();
      }),
    RESULT_WAITS_MS,
  );
  if (tries === 1) next?.begin(taken);
  if (recorded) callDelivery({ loops });
  return recorded;
}

/** Losses that were measured after the result was recorded; its warnings stand beside them. */
export async function recordLosses(
  { pool }: Workshop,
  job: Attempt,
  told: Pick<Figures, 'losses' | 'warnings'>,
): Promise<boolean> {
  return patiently(() => saveLosses(pool, job, told), RESULT_WAITS_MS);
}

/** The end of a job without a picture: what went wrong by code and data, from which the sentence is made. */
export async function recordFailure(
  workshop: Workshop,
  job: { id: string; attempt: number | null },
  { code, data }: Pick<AtelierError, 'code' | 'data'>,
): Promise<boolean> {
  const recorded = await transaction(workshop.pool, async (client) => {
    const { id, attempt } = job;
    if (!(await failJob(client, { id, attempt, code, data }))) return false;
    await deleteSegments(client, id);
    await queueDelivery(workshop, client, id);
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
