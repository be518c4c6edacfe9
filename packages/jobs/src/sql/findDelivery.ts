import type { LossRow } from '@atelier/core/report/progress.ts';
import type { Job, PictureType } from '../job.ts';
import type { Queryable } from '../transaction.ts';
import { JOB_COLUMNS } from './jobColumns.ts';

export interface DeliveryRow extends Job {
  state: 'done' | 'failed';
  delivery: 'pending' | 'pending-bot' | 'delivered' | 'undeliverable';
  errorCode: string | null;
  errorData: Record<string, string | number> | null;
  /** ms since the interaction, by the database's clock, which all processes share */
  ageMs: number;
  /** ms since the job ended */
  endedMs: number;
  /** ms for which an edit of the reply still holds the outcome back; less than 0: that edit was given up; null: none */
  heldMs: number | null;
  /** it was sent as a new message once, and no answer came */
  unsure: boolean;
  /** null for a failure, and after the purge */
  picture: Buffer | null;
  pictureType: PictureType;
  fallback: Buffer | null;
  plot: Buffer | null;
  width: number;
  height: number;
  seconds: number;
  iterations: number;
  resultSeed: number;
  engine: string;
  device: string;
  network: string | null;
  version: string | null;
  losses: LossRow[];
}

/** Everything that is told to a person about a job that has ended; null while it has not. */
export async function findDelivery(db: Queryable, jobId: string): Promise<DeliveryRow | null> {
  const { rows } = await db.query<DeliveryRow>(
    `select ${JOB_COLUMNS},
            j.state, j.delivery, j.error_code as "errorCode", j.error_data as "errorData",
            (extract(epoch from now() - j.created_at) * 1000)::float8 as "ageMs",
            (extract(epoch from now() - j.ended_at) * 1000)::float8 as "endedMs",
            (extract(epoch from j.reply_held_until - now()) * 1000)::float8 as "heldMs",
            j.unsure_since is not null as unsure,
            r.picture, r.picture_type as "pictureType", r.fallback, r.plot, r.width, r.height, r.seconds,
            r.iterations, r.seed as "resultSeed", r.engine, r.device, r.network, r.version, r.losses
     from atelier.jobs j
     left join atelier.results r on r.job_id = j.id
     where j.id = $1 and j.state in ('done', 'failed')`,
    [jobId],
  );
  return rows[0] ?? null;
}
