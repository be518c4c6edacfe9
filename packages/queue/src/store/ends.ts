import { LINES } from '@atelier/contract/clip.ts';
import type { Result } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { type TakenRow, takenOf } from './claims.ts';
import { lossesColumn } from './losses.ts';
import { rowOf } from './rows.ts';

/** The end of a job: with a picture, without one, or cancelled; once. */

/** SQL: the checkpoint goes with the end of its job, which `ended` gives. */
const WITHOUT_CHECKPOINT = `delete from atelier.checkpoints using ended where job_id = ended.id`;

export interface Failure {
  id: string;
  /** null: whichever attempt was the last, for a job whose workers are all dead */
  attempt: number | null;
  code: string;
  data: Record<string, string | number> | undefined;
}

/** Ends a job once, without a picture: false when a newer attempt has it, or it has ended already. Its delivery is pending. */
export async function failJob(db: Queryable, { id, attempt, code, data }: Failure): Promise<boolean> {
  const { rowCount } = await db.query(
    `with ended as (
       update atelier.jobs
       set state = 'failed', error_code = $3, error_data = $4, delivery = 'pending', ended_at = now(), progress = null
       where id = $1
         and ($2::int is null or attempt = $2)
         and state in ('waiting', 'painting')
       returning id
     ), gone as (${WITHOUT_CHECKPOINT})
     select from ended`,
    [id, attempt, code, data === undefined ? null : JSON.stringify(data)],
  );
  return rowCount === 1;
}

/** Who painted, and how fast in pixels of finished picture per second. */
export interface PaintedBy {
  workerId: string;
  pixelsPerSecond: number;
}

const Recorded = z.object({ recorded: z.boolean(), entry_id: z.string().nullish() });

/**
 * Ends a job with its picture, in one statement; see `recordResult`.
 * @param by null where nobody's work is counted
 * @param next the queue from which this worker takes an entry in the same statement; null: it takes none
 */
export async function endWithResult(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  result: Result,
  by: PaintedBy | null,
  next: { queue: string; workerId: string } | null,
): Promise<{ recorded: boolean; taken: TakenRow[] }> {
  const bytes = (part: Uint8Array | null) => (part === null ? null : Buffer.from(part));
  const { pictureType, width, height, seconds, iterations, seed, engine, device, network, version } = result;
  const figures = { width, height, seconds, iterations, seed, engine, device, network, version };
  const { moving, stills = null } = result;
  const columns = { ...figures, picture_type: pictureType, losses: lossesColumn(result), moving };
  const values = [
    id,
    attempt,
    JSON.stringify(columns),
    bytes(result.picture),
    bytes(result.fallback),
    bytes(stills?.painted ?? null),
    bytes(stills?.photo ?? null),
    by?.workerId ?? null,
    by?.pixelsPerSecond ?? null,
  ];
  const { workerStaleSeconds, leaveToOthersSeconds } = LIMITS;
  const { rows } = await taking(db, 'pictures').query(
    next === null
      ? 'select atelier.record_result($1, $2, $3, $4, $5, $6, $7, $8, $9) as recorded'
      : 'select * from atelier.record_and_take($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
    next === null ? values : [...values, next.queue, next.workerId, workerStaleSeconds, leaveToOthersSeconds],
  );
  const [{ recorded }] = z.tuple([Recorded], Recorded).parse(rows);
  return { recorded, taken: rows.filter(({ entry_id }) => typeof entry_id === 'string').map(takenOf) };
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
