import { LINES, type Line } from '@atelier/contract/clip.ts';
import type { Checkpoint, Job, ProgressRow, Result } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { JOB_COLUMNS, JobRow, withOrder } from './jobs.ts';
import { type FailedOn, LEFT_TO_OTHERS } from './left-to-others.ts';
import { onlyRow, rowOf } from './rows.ts';

/** A job from claim to end. Every write of a worker names its attempt. */

export interface ClaimedRow extends Job {
  photo: Uint8Array | null;
  style: Uint8Array | null;
  checkpoint: Checkpoint | null;
}

const bytes = z.instanceof(Uint8Array).nullable();
const Left = z.object({ left: z.int() });
const Claimed = JobRow.extend({
  left: z.null(),
  photo: bytes,
  style: bytes,
  checkpointState: z.string().nullable(),
  checkpointPicture: bytes,
  checkpointFraction: z.number().nullable(),
});

/**
 * Makes `attempt` the one that may write, and returns the job with its photo. Null when the job has ended
 * already (its worker died after recording and before telling the queue) or a newer attempt has it; `left` when this
 * worker is to leave it to others, for so many seconds.
 * The attempt is pg-boss's retry count + 1, so a worker that was asleep between fetching and claiming comes
 * with a smaller number and is refused. The same worker may claim the same attempt twice, as the answer to the first
 * claim can be lost. Rejected: `attempt + 1` (the sleeper would take the job from the newer one).
 */
export async function claimJob(
  db: Queryable,
  { jobId, attempt, workerId }: { jobId: string; attempt: number; workerId: string },
): Promise<ClaimedRow | { left: number } | null> {
  const row = await rowOf(
    taking(db, 'pictures'),
    z.union([Left, Claimed]),
    `with found as (
       select j.id, ${LEFT_TO_OTHERS} as left
       from atelier.jobs j
       where j.id = $2 and j.state in ('waiting', 'painting')
         and (j.attempt < $5 or (j.attempt = $5 and j.worker_id = $3))
       for update
     ), claimed as (
       update atelier.jobs j
       set state = 'painting', attempt = $5, worker_id = $3, started_at = now(), progress = null
       from found
       where j.id = found.id and found.left is null
       returning ${JOB_COLUMNS}
     )
     select found.left, claimed.*, photos.bytes as photo, photos.style, checkpoints.state as "checkpointState",
            checkpoints.picture as "checkpointPicture", checkpoints.fraction as "checkpointFraction"
     from found
     left join claimed on true
     left join atelier.photos on photos.job_id = claimed.id
     left join atelier.checkpoints on checkpoints.job_id = claimed.id`,
    [LIMITS.workerStaleSeconds, jobId, workerId, LIMITS.leaveToOthersSeconds, attempt],
  );
  if (row === null) return null;
  if (row.left !== null) return { left: row.left };
  const { left: _, checkpointState: state, checkpointPicture: picture, checkpointFraction, ...claimed } = row;
  const checkpoint =
    state === null || picture === null ? null : { state, picture, fraction: checkpointFraction ?? 0 };
  return { ...withOrder(claimed), checkpoint };
}

/** Keeps the latest checkpoint of an attempt; false when a newer attempt has the job, or it has ended. */
export async function saveCheckpoint(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  { state, picture, fraction }: Checkpoint,
): Promise<boolean> {
  const { rowCount } = await taking(db, 'pictures').query(
    `insert into atelier.checkpoints (job_id, attempt, state, picture, fraction)
     select id, attempt, $3, $4, $5 from atelier.jobs where id = $1 and attempt = $2 and state = 'painting'
     on conflict (job_id) do update
     set attempt = excluded.attempt, state = excluded.state, picture = excluded.picture,
         fraction = excluded.fraction, created_at = now()`,
    [id, attempt, state, Buffer.from(picture), fraction],
  );
  return rowCount === 1;
}

/** SQL: the checkpoint goes with the end of its job, which `ended` gives. */
const WITHOUT_CHECKPOINT = `delete from atelier.checkpoints using ended where job_id = ended.id`;

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

/**
 * Returns a claimed entry to the queue without counting the attempt, for a worker that must go, or that leaves it to
 * others; it is not handed out again for so many seconds. Writes
 * into pg-boss's table. Rejected: `boss.fail` (uses up an attempt of a job that did
 * nothing wrong) and `boss.restore` (the next claim gets the same retry count, so our own late completion
 * would complete the other worker's claim).
 */
export async function handBack(
  db: Queryable,
  { queue, id, retryCount, seconds = 0 }: { queue: string; id: string; retryCount: number; seconds?: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update pgboss.job
     set state = 'retry', retry_limit = retry_limit + 1, heartbeat_on = null, start_after = now() + $4 * interval '1 second'
     where name = $1 and id = $2 and retry_count = $3 and state = 'active'`,
    [queue, id, retryCount, seconds],
  );
  return rowCount === 1;
}

export interface Ending {
  id: string;
  /** null: whichever attempt was the last, for a job whose workers are all dead */
  attempt: number | null;
  state: 'done' | 'failed';
  errorCode?: string;
  errorData?: Record<string, string | number>;
}

/** Ends a job once, its line: null when a newer attempt has it, or it has ended already. Its delivery is pending. */
export async function endJob(db: Queryable, ending: Ending): Promise<Line | null> {
  const { id, attempt, state, errorCode = null, errorData } = ending;
  const row = await rowOf(
    db,
    z.object({ line: z.enum(LINES) }),
    `with ended as (
       update atelier.jobs
       set state = $3, error_code = $4, error_data = $5, delivery = 'pending', ended_at = now(), progress = null
       where id = $1
         and ($2::int is null or attempt = $2)
         and state in ('waiting', 'painting')
       returning id, quality
     ), gone as (${WITHOUT_CHECKPOINT})
     select quality as line from ended`,
    [id, attempt, state, errorCode, errorData === undefined ? null : JSON.stringify(errorData)],
  );
  return row?.line ?? null;
}

export async function insertResult(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  result: Result,
): Promise<void> {
  const bytes = (part: Uint8Array | null) => (part === null ? null : Buffer.from(part));
  await taking(db, 'pictures').query(
    `insert into atelier.results
       (job_id, attempt, picture, picture_type, fallback, width, height, seconds, iterations, seed,
        engine, device, losses, network, version, moving, still, photo_still)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      id,
      attempt,
      bytes(result.picture),
      result.pictureType,
      bytes(result.fallback),
      result.width,
      result.height,
      result.seconds,
      result.iterations,
      result.seed,
      result.engine,
      result.device,
      JSON.stringify(withWarnings(result)),
      result.network ?? null,
      result.version ?? null,
      result.moving ? JSON.stringify(result.moving) : null,
      bytes(result.stills?.painted ?? null),
      bytes(result.stills?.photo ?? null),
    ],
  );
}

/** The losses with the warnings in their first row, where versions pass over them that know of none. */
function withWarnings({ losses, warnings = [] }: Result): object[] {
  const [first, ...others] = losses;
  return first === undefined || warnings.length === 0 ? losses : [{ ...first, warnings }, ...others];
}

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

/** The channel on which workers hear of cancelled jobs; the message is the job's id. */
export const CANCEL_CHANNEL = 'atelier_cancel';

/** Reaches the workers when the transaction is committed. */
export async function announceCancel(db: Queryable, jobId: string): Promise<void> {
  await db.query('select pg_notify($1, $2)', [CANCEL_CHANNEL, jobId]);
}

const Cancelled = z.object({ line: z.enum(LINES), before: z.enum(['waiting', 'painting']) });

/** Ends an open job as cancelled and says what it was before; null when it is not open. */
export async function cancelRow(
  db: Queryable,
  jobId: string,
  by: string,
): Promise<z.output<typeof Cancelled> | null> {
  return rowOf(
    db,
    Cancelled,
    `with found as (
       select id, state from atelier.jobs where id = $1 and state in ('waiting', 'painting') for update
     ), ended as (
       update atelier.jobs j
       set state = 'failed', error_code = 'job.cancelled', error_data = null, cancelled_by = $2,
           delivery = 'pending', ended_at = now(), progress = null
       from found
       where j.id = found.id
       returning j.id, j.quality, found.state as before
     ), gone as (${WITHOUT_CHECKPOINT})
     select quality as line, before from ended`,
    [jobId, by],
  );
}

const Beaten = z.object({ kept: z.array(z.string()), cancelled: z.array(z.string()) });

/**
 * Refreshes these claims on entries of the queue, and answers the ids of those that are still held, and of these jobs
 * the ids of those that were cancelled. Writes into pg-boss's table as its own `touch` does, but for all queues at once.
 */
export async function beat(
  db: Queryable,
  claims: readonly { name: string; id: string; retryCount: number }[],
  jobIds: readonly string[],
): Promise<z.output<typeof Beaten>> {
  return onlyRow(
    taking(db, 'beat'),
    Beaten,
    `with kept as (
       update pgboss.job j set heartbeat_on = now()
       from unnest($1::text[], $2::uuid[], $3::int[]) as mine (name, id, retry_count)
       where j.name = mine.name and j.id = mine.id and j.retry_count = mine.retry_count and j.state = 'active'
       returning j.id
     )
     select array(select id::text from kept) as kept,
            array(select id::text from atelier.jobs
                  where id = any($4::uuid[]) and error_code = 'job.cancelled'
                  union all
                  select id::text from atelier.lessons
                  where id = any($4::uuid[]) and error_code = 'job.cancelled') as cancelled`,
    [
      claims.map(({ name }) => name),
      claims.map(({ id }) => id),
      claims.map(({ retryCount }) => retryCount),
      jobIds,
    ],
  );
}
