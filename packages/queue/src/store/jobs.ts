import { ClipPlan, ClipResult, lineOf } from '@atelier/contract/clip.ts';
import { type CheckedRequest, PICTURE_TYPES } from '@atelier/contract/job.ts';
import { needsOf, orderOf } from '@atelier/contract/order.ts';
import { Order } from '@atelier/contract/order-schema.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { Losses, WARNINGS } from './losses.ts';
import { onlyRow, rowOf, rowsOf } from './rows.ts';

/** Rows of atelier.jobs: submitted, found, looked at. */

/** What a recorded error's sentence is made from. */
export const errorData = z.record(z.string(), z.union([z.string(), z.number()])).nullable();

/** Columns of atelier.jobs under the names of `Job`; `j` is the table's alias. */
export const JOB_COLUMNS = `
  j.id,
  j.interaction_id as "interactionId",
  j.application_id as "applicationId",
  j.interaction_token as "interactionToken",
  j.user_id as "userId",
  j.guild_id as "guildId",
  j.channel_id as "channelId",
  j.locale,
  j."order",
  j.attachment_size_limit as "attachmentSizeLimit",
  j.file_name as "fileName",
  j.spoiler,
  j.private,
  j.watermark,
  j.reply_id as "replyId",
  j.parent_id as "parentId",
  j.clip,
  j.first_frame as "firstFrame",
  j.created_at as "createdAt"`;

export const JobRow = z.object({
  id: z.string(),
  interactionId: z.string(),
  applicationId: z.string(),
  interactionToken: z.string(),
  userId: z.string(),
  guildId: z.string().nullable(),
  channelId: z.string().nullable(),
  locale: z.string(),
  order: Order,
  attachmentSizeLimit: z.int(),
  fileName: z.string(),
  spoiler: z.boolean(),
  private: z.boolean(),
  watermark: z.boolean(),
  replyId: z.string().nullable(),
  parentId: z.string().nullable(),
  clip: ClipPlan.nullable(),
  firstFrame: z.boolean(),
  createdAt: z.date(),
});

/** The order's options beside the job's other fields, as everybody behind the store reads them. */
export function withOrder<Row extends { order: Order }>({ order, ...rest }: Row): Omit<Row, 'order'> & Order {
  return { ...rest, ...order };
}

/** A new job, waiting. `interaction_id` is unique: a second one fails the transaction. */
export async function insertJob(
  db: Queryable,
  job: CheckedRequest & { id: string; priority: number; turn: number },
): Promise<void> {
  const { options, presets } = needsOf(job);
  await db.query(
    `insert into atelier.jobs
       (id, interaction_id, application_id, interaction_token, user_id, guild_id, channel_id, locale,
        "order", quality, attachment_size_limit, file_name, spoiler, private, watermark, parent_id, priority, reply_id,
        turn, needs, clip, first_frame)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
       -- the files of presets that were learnt come with the job
       $20::text[] || array(
         select need from unnest($21::text[], $22::text[]) named (name, need)
         where not exists (select from atelier.presets p where p.name = named.name)),
       $23, $24)`,
    [
      job.id,
      job.interactionId,
      job.applicationId,
      job.interactionToken,
      job.userId,
      job.guildId,
      job.channelId,
      job.locale,
      JSON.stringify(orderOf(job)),
      lineOf(job),
      job.attachmentSizeLimit,
      job.fileName,
      job.spoiler,
      job.private,
      job.watermark,
      job.parentId,
      job.priority,
      job.replyId,
      job.turn,
      options,
      presets.map(({ name }) => name),
      presets.map(({ need }) => need),
      job.clip === null ? null : JSON.stringify(job.clip),
      job.firstFrame,
    ],
  );
}

/** The job that an interaction made, or null. */
export async function findByInteraction(db: Queryable, interactionId: string): Promise<string | null> {
  const sql = 'select id from atelier.jobs where interaction_id = $1';
  const found = await rowOf(db, z.object({ id: z.string() }), sql, [interactionId]);
  return found?.id ?? null;
}

/** The largest take of a job and of those that took over its photo; a sheet has `onSheet` further ones. */
export async function latestTake(db: Queryable, jobId: string, onSheet: number): Promise<number> {
  const { take } = await onlyRow(
    db,
    z.object({ take: z.int() }),
    `select coalesce(max(
              coalesce(("order" ->> 'take')::int, 0)
              + case when ("order" ->> 'sheet')::boolean then $2::int else 0 end), 0)::int as take
     from atelier.jobs where id = $1 or parent_id = $1`,
    [jobId, onSheet],
  );
  return take;
}

/** Whether a job ended by this person's Cancel; null when there is no such job. */
export async function wasCancelled(db: Queryable, jobId: string, by: string): Promise<boolean | null> {
  const row = await rowOf(
    db,
    z.object({ cancelled: z.boolean() }),
    `select coalesce(error_code = 'job.cancelled' and cancelled_by = $2, false) as cancelled
     from atelier.jobs where id = $1`,
    [jobId, by],
  );
  return row?.cancelled ?? null;
}

const Open = z.object({ id: z.string(), state: z.enum(['waiting', 'painting']) });
const Failed = z.object({
  id: z.string(),
  state: z.literal('failed'),
  delivery: z.string(),
  errorCode: z.string().nullable(),
  errorData,
});
const Done = z.object({
  id: z.string(),
  state: z.literal('done'),
  delivery: z.string(),
  width: z.int(),
  height: z.int(),
  seconds: z.number(),
  iterations: z.int(),
  engine: z.string(),
  device: z.string(),
  losses: Losses,
});
const OutcomeRow = z.discriminatedUnion('state', [Open, Failed, Done]);
export type OutcomeRow = z.output<typeof OutcomeRow>;

/** The job of an interaction with its result, without the pictures' bytes. */
export async function findOutcomeRow(db: Queryable, interactionId: string): Promise<OutcomeRow | null> {
  return rowOf(
    db,
    OutcomeRow,
    `select j.id, j.state, j.delivery, j.error_code as "errorCode", j.error_data as "errorData",
            r.width, r.height, r.seconds, r.iterations, r.engine, r.device, r.losses
     from atelier.jobs j
     left join atelier.results r on r.job_id = j.id
     where j.interaction_id = $1`,
    [interactionId],
  );
}

const ViewRow = JobRow.extend({
  state: z.enum(['waiting', 'painting', 'done', 'failed']),
  errorCode: z.string().nullable(),
  errorData,
  delivery: z.enum(['none', 'pending', 'pending-bot', 'delivered', 'undeliverable']),
  deliveredBy: z.enum(['edit', 'follow-up', 'channel', 'direct']).nullable(),
  /** the message that shows the outcome */
  messageId: z.string().nullable(),
  endedAt: z.date().nullable(),
  /** when somebody had the pictures deleted */
  removedAt: z.date().nullable(),
  /** the photo is still there, so that it can be painted again */
  hasPhoto: z.boolean(),
  hasStyle: z.boolean(),
  hasPicture: z.boolean(),
  pictureType: z.enum(PICTURE_TYPES).nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  seconds: z.number().nullable(),
  iterations: z.int().nullable(),
  engine: z.string().nullable(),
  device: z.string().nullable(),
  network: z.string().nullable(),
  version: z.string().nullable(),
  /** empty until they are measured, which of fast pictures happens a moment later */
  losses: Losses.nullable(),
  moving: ClipResult.nullable(),
  warnings: z.array(z.string()),
});

/** A job with its outcome, without bytes. The fields of the result are null while there is none. */
export type JobView = Omit<z.output<typeof ViewRow>, 'order'> & Order;

const VIEW = `
  select ${JOB_COLUMNS},
         j.state, j.error_code as "errorCode", j.error_data as "errorData", j.delivery,
         j.delivered_by as "deliveredBy", j.message_id as "messageId", j.ended_at as "endedAt",
         j.removed_at as "removedAt",
         p.job_id is not null as "hasPhoto", p.style is not null as "hasStyle",
         r.picture is not null as "hasPicture", r.picture_type as "pictureType", r.width, r.height, r.seconds,
         r.iterations, r.engine, r.device, r.network, r.version, r.losses, r.moving,
         ${WARNINGS} as warnings
  from atelier.jobs j
  left join atelier.photos p on p.job_id = j.id
  left join atelier.results r on r.job_id = j.id`;

export async function findJobView(db: Queryable, jobId: string): Promise<JobView | null> {
  const row = await rowOf(db, ViewRow, `${VIEW} where j.id = $1`, [jobId]);
  return row && withOrder(row);
}

/** Finished jobs of a person whose pictures were not deleted by hand, the newest first. Reads `jobs_person`. */
export async function findHistory(
  db: Queryable,
  userId: string,
  { before, limit }: { before: string | null; limit: number },
): Promise<JobView[]> {
  const rows = await rowsOf(
    db,
    ViewRow,
    `${VIEW}
     where j.user_id = $1 and j.state = 'done' and j.removed_at is null
       and ($2::uuid is null
            or (j.created_at, j.id) < (select created_at, id from atelier.jobs where id = $2))
     order by j.created_at desc, j.id desc
     limit $3`,
    [userId, before, limit],
  );
  return rows.map(withOrder);
}
