import type { LossRow } from '@atelier/core/report/progress.ts';
import type { Job, PictureType } from '../job.ts';
import type { Queryable } from '../transaction.ts';
import { JOB_COLUMNS } from './jobColumns.ts';

/** A job with its outcome, without bytes. The fields of the result are null while there is none. */
export interface JobView extends Job {
  state: 'waiting' | 'painting' | 'done' | 'failed';
  errorCode: string | null;
  errorData: Record<string, string | number> | null;
  delivery: 'none' | 'pending' | 'pending-bot' | 'delivered' | 'undeliverable';
  deliveredBy: 'edit' | 'follow-up' | 'channel' | 'direct' | null;
  /** the message that shows the outcome */
  messageId: string | null;
  endedAt: Date | null;
  /** when somebody had the pictures deleted */
  removedAt: Date | null;
  /** the photo is still there, so that it can be painted again */
  hasPhoto: boolean;
  hasStyle: boolean;
  hasPicture: boolean;
  pictureType: PictureType | null;
  width: number | null;
  height: number | null;
  seconds: number | null;
  iterations: number | null;
  engine: string | null;
  device: string | null;
  network: string | null;
  version: string | null;
  losses: LossRow[] | null;
}

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
  const { rows } = await db.query<JobView>(`${VIEW} where j.id = $1`, [jobId]);
  return rows[0] ?? null;
}

/** Finished jobs of a person whose pictures were not deleted by hand, the newest first. Reads `jobs_history`. */
export async function findHistory(
  db: Queryable,
  userId: string,
  { before, limit }: { before: string | null; limit: number },
): Promise<JobView[]> {
  const { rows } = await db.query<JobView>(
    `${VIEW}
     where j.user_id = $1 and j.state = 'done' and j.removed_at is null
       and ($2::uuid is null
            or (j.created_at, j.id) < (select created_at, id from atelier.jobs where id = $2))
     order by j.created_at desc, j.id desc
     limit $3`,
    [userId, before, limit],
  );
  return rows;
}
