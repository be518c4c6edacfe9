import { ClipResult } from '@atelier/contract/clip.ts';
import { type Job, PICTURE_TYPES } from '@atelier/contract/job.ts';
import { failed, type Outcome } from '@atelier/contract/outcome.ts';
import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { errorData, JOB_COLUMNS, JobRow, withOrder } from './jobs.ts';
import { Losses, WARNINGS } from './losses.ts';
import { rowOf } from './rows.ts';

/** What is to be told to a person, and whether it was. */

const Ended = JobRow.extend({
  state: z.enum(['done', 'failed']),
  delivery: z.enum(['pending', 'pending-bot', 'delivered', 'undeliverable']),
  errorCode: z.string().nullable(),
  errorData,
  ageMs: z.number(),
  endedMs: z.number(),
  heldMs: z.number().nullable(),
  unsure: z.boolean(),
  removed: z.boolean(),
});
const bytes = z.instanceof(Uint8Array);
const Painted = Ended.extend({
  picture: bytes,
  pictureType: z.enum(PICTURE_TYPES),
  fallback: bytes.nullable(),
  width: z.int(),
  height: z.int(),
  seconds: z.number(),
  iterations: z.int(),
  seed: z.int(),
  engine: z.string(),
  device: z.string(),
  network: z.string().nullable(),
  version: z.string().nullable(),
  losses: Losses,
  moving: ClipResult.nullable(),
  warnings: z.array(z.string()),
});
const Row = z.union([Painted, Ended.extend({ picture: z.null() })]);

/** A job that has ended, and what there is to tell about it. */
export interface DeliveryRow extends Job {
  delivery: 'pending' | 'pending-bot' | 'delivered' | 'undeliverable';
  /** ms since the interaction, by the database's clock, which all processes share */
  ageMs: number;
  /** ms since the job ended */
  endedMs: number;
  /** ms for which an edit of the reply still holds the outcome back; less than 0: that edit was given up; null: none */
  heldMs: number | null;
  /** it was sent as a new message once, and no answer came */
  unsure: boolean;
  /** somebody had the pictures deleted */
  removed: boolean;
  /** a picture that was purged, or deleted by hand, before it could be shown is refused as `internal` */
  outcome: Outcome;
}

/**
 * Everything that is told to a person about a job that has ended; null while it has not.
 * @param read the bytes of what the table has, see `Bytes`
 */
export async function findDelivery(
  db: Queryable,
  jobId: string,
  read: (kept: Uint8Array | null) => Promise<Uint8Array | null>,
): Promise<DeliveryRow | null> {
  const row = await rowOf(
    taking(db, 'pictures'),
    Row,
    `select ${JOB_COLUMNS},
            j.state, j.delivery, j.error_code as "errorCode", j.error_data as "errorData",
            (extract(epoch from now() - j.created_at) * 1000)::float8 as "ageMs",
            (extract(epoch from now() - j.ended_at) * 1000)::float8 as "endedMs",
            (extract(epoch from j.reply_held_until - now()) * 1000)::float8 as "heldMs",
            j.unsure_since is not null as unsure, j.removed_at is not null as removed,
            r.picture, r.picture_type as "pictureType", r.fallback, r.width, r.height, r.seconds,
            r.iterations, r.seed, r.engine, r.device, r.network, r.version, r.losses,
            r.moving, ${WARNINGS} as warnings
     from atelier.jobs j
     left join atelier.results r on r.job_id = j.id
     where j.id = $1 and j.state in ('done', 'failed')`,
    [jobId],
  );
  return row && { ...withOrder(row), outcome: await withBytes(outcomeOf(row), read) };
}

function outcomeOf(row: z.output<typeof Row>): Outcome {
  if (row.state === 'failed') return failed(row.errorCode, row.errorData);
  if (row.picture === null) return failed(null, null);
  const { picture, pictureType, fallback, width, height, losses, warnings } = row;
  const { seconds, iterations, seed, engine, device, network, version } = row;
  const figures = { seconds, iterations, seed, engine, device, network, version, losses, warnings };
  return {
    kind: 'painted',
    result: { ...figures, picture, pictureType, fallback, width, height, moving: row.moving },
  };
}

async function withBytes(
  outcome: Outcome,
  read: (kept: Uint8Array | null) => Promise<Uint8Array | null>,
): Promise<Outcome> {
  if (outcome.kind !== 'painted') return outcome;
  const { picture, fallback } = outcome.result;
  const [whole, small] = await Promise.all([read(picture), read(fallback)]);
  return whole === null
    ? failed(null, null)
    : { ...outcome, result: { ...outcome.result, picture: whole, fallback: small } };
}

/** Before an outcome is sent as a new message: should no answer come, it may be there all the same. */
export async function noteUnsure(db: Queryable, jobId: string, unsure: boolean): Promise<void> {
  await db.query(
    `update atelier.jobs set unsure_since = case when $2 then coalesce(unsure_since, now()) end where id = $1`,
    [jobId, unsure],
  );
}

/** The interaction cannot be answered any more; false when somebody has said so before. */
export async function leaveToBot(db: Queryable, jobId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update atelier.jobs set delivery = 'pending-bot' where id = $1 and delivery = 'pending'`,
    [jobId],
  );
  return rowCount === 1;
}

export type DeliveryEnd =
  | { delivery: 'delivered'; by: 'edit' | 'follow-up' | 'channel' | 'direct'; messageId: string }
  | { delivery: 'undeliverable' };

/** Ends a delivery once; false when it had ended already. */
export async function settleDelivery(db: Queryable, jobId: string, end: DeliveryEnd): Promise<boolean> {
  const [by, messageId] = end.delivery === 'delivered' ? [end.by, end.messageId] : [null, null];
  const { rowCount } = await db.query(
    `update atelier.jobs
     set delivery = $2, delivered_by = $3, message_id = $4, delivered_at = now()
     where id = $1 and delivery in ('pending', 'pending-bot')`,
    [jobId, end.delivery, by, messageId],
  );
  return rowCount === 1;
}
