import { LossRow, PICTURE_TYPES } from '@atelier/contract/job.ts';
import type { Order } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { rowOf, rowsOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';
import { JOB_COLUMNS, JobRow, withOrder } from './jobColumns.ts';

const ViewRow = JobRow.extend({
  state: z.enum(['waiting', 'painting', 'done', 'failed']),
  errorCode: z.string().nullable(),
  errorData: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
  delivery: z.enum(['none', 'pending', 'pending-bot', 'delivered', 'undeliverable']),
  deliveredBy: z.enum(['edit', 'channel', 'direct']).nullable(),
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
  losses: z.array(LossRow).nullable(),
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
         r.iterations, r.engine, r.device, r.network, r.version, r.losses
  from atelier.jobs j
  left join atelier.photos p on p.job_id = j.id
  left join atelier.results r on r.job_id = j.id`;

export async function findJobView(db: Queryable, jobId: string): Promise<JobView | null> {
  const row = await rowOf(db, ViewRow, `${VIEW} where j.id = $1`, [jobId]);
  return row && withOrder(row);
}

/** Finished jobs of a person whose pictures were not deleted by hand, the newest first. Reads `jobs_history`. */
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
