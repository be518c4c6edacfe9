import type { Checkpoint, ClaimedJob, Job, ProgressRow } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { JobRow, withOrder } from './jobs.ts';
import type { FailedOn } from './left-to-others.ts';
import { onlyRow, rowsOf } from './rows.ts';

/** A job from its claim on; its end is in ends.ts. Every write of a worker names its attempt. */

export interface ClaimedRow extends Job, Pick<ClaimedJob, 'presets' | 'checkpoint'> {
  photo: Uint8Array | null;
  style: Uint8Array | null;
}

const bytes = z.instanceof(Uint8Array).nullable();
/** `atelier.taken` where the job was claimed. */
const Claimed = z.object({
  left_seconds: z.null(),
  job: z.preprocess(inCamelCase, JobRow.extend({ createdAt: z.coerce.date() })),
  photo: bytes,
  style: bytes,
  checkpoint_state: z.string().nullable(),
  checkpoint_picture: bytes,
  checkpoint_fraction: z.number().nullable(),
  preset_names: z.array(z.string()).nullable(),
  preset_files: z.array(z.instanceof(Uint8Array)).nullable(),
});
/** The same where it is left to others, or has ended. */
const Unclaimed = z.object({ left_seconds: z.int().nullable(), job: z.null() });
// the usual one first
const Claim = z.union([Claimed, Unclaimed]);
const Entry = z.object({
  entry_id: z.string(),
  retry_count: z.int(),
  retry_limit: z.int(),
  expire_seconds: z.int(),
});

/** A row as JSON has its columns' names; null stays. */
function inCamelCase(row: unknown): unknown {
  return row && Object.fromEntries(Object.entries(row).map(([column, value]) => [nameOf(column), value]));
}

const names = new Map<string, string>();

function nameOf(column: string): string {
  const known = names.get(column);
  if (known !== undefined) return known;
  const name = column.replace(/_[a-z]/g, (letter) => letter.charAt(1).toUpperCase());
  names.set(column, name);
  return name;
}

function claimedRow(row: z.output<typeof Claimed>): ClaimedRow {
  const { job, photo, style, checkpoint_state: state, checkpoint_picture: picture } = row;
  const fraction = row.checkpoint_fraction ?? 0;
  const checkpoint = state === null || picture === null ? null : { state, picture, fraction };
  const presets = (row.preset_names ?? []).map((name, i) => ({ name, bytes: row.preset_files![i]! }));
  return { ...withOrder(job), photo, style, checkpoint, presets };
}

/** What became of a claim: null when the job had ended, or a newer attempt has it; `left` to others for so many seconds. */
export type ClaimRow = ClaimedRow | { left: number } | null;

/** row: of `atelier.taken` */
export function claimOf(row: unknown): ClaimRow {
  const claim = Claim.parse(row);
  if (claim.job !== null) return claimedRow(claim);
  return claim.left_seconds === null ? null : { left: claim.left_seconds };
}

/** An entry of a queue of jobs, whose id is the job's, and its claim. */
export interface TakenRow {
  entry: { id: string; retryCount: number; retryLimit: number; expireInSeconds: number };
  claim: ClaimRow;
}

/**
 * Takes the first entries of a queue, `most` or fewer, and makes their next attempt at their jobs the one that may write.
 * One that is left to others stays in the queue, for so many seconds without being handed out.
 * The attempt is pg-boss's retry count + 1, so that what comes late from an attempt before has a smaller number and is
 * refused. Rejected: `attempt + 1` of the job (who slept in between would take it from the newer one).
 */
export async function takeJobs(
  db: Queryable,
  { queue, most, workerId }: { queue: string; most: number; workerId: string },
): Promise<TakenRow[]> {
  const { rows } = await taking(db, 'pictures').query('select * from atelier.take($1, $2, $3, $4, $5)', [
    queue,
    most,
    workerId,
    LIMITS.workerStaleSeconds,
    LIMITS.leaveToOthersSeconds,
  ]);
  return rows.map(takenOf);
}

/** row: of `atelier.taken` */
export function takenOf(row: unknown): TakenRow {
  const { entry_id: id, retry_count: retryCount, retry_limit: retryLimit, expire_seconds } = Entry.parse(row);
  return { entry: { id, retryCount, retryLimit, expireInSeconds: expire_seconds }, claim: claimOf(row) };
}

const FetchedEntry = z.object({
  id: z.string(),
  data: z.looseObject({ jobId: z.string(), lesson: z.boolean().optional() }),
  output: z.looseObject({}).nullable(),
  retryCount: z.int(),
  retryLimit: z.int(),
  expireInSeconds: z.int(),
  createdOn: z.date(),
});

/**
 * Takes the first entries of a queue whose entries are no jobs, `most` or fewer.
 * Rejected: pg-boss's own fetch, which walks past all that were taken while a transaction is held open elsewhere.
 */
export async function fetchEntries(
  db: Queryable,
  name: string,
  most: number,
): Promise<(z.output<typeof FetchedEntry> & { name: string })[]> {
  const rows = await rowsOf(
    db,
    FetchedEntry,
    `select id, data, output, retry_count as "retryCount", retry_limit as "retryLimit",
            expire_seconds as "expireInSeconds", created_on as "createdOn"
     from atelier.fetch($1, $2)`,
    [name, most],
  );
  return rows.map((row) => ({ ...row, name }));
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

const Written = z.object({ written: z.boolean() });

/** False when a newer attempt has the job, or it has ended. */
export async function updateProgress(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  progress: ProgressRow,
): Promise<boolean> {
  const { written } = await onlyRow(db, Written, 'select atelier.record_progress($1, $2, $3) as written', [
    id,
    attempt,
    JSON.stringify(progress),
  ]);
  return written;
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
