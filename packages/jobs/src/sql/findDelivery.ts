import type { Job, PictureType } from '@atelier/contract/job.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';
import type { Queryable } from '../transaction.ts';
import { JOB_COLUMNS } from './jobColumns.ts';

export interface DeliveryRow extends Job {
  state: 'done' | 'failed';
  delivery: 'pending' | 'pending-bot' | 'delivered' | 'undeliverable';
  errorCode: string | null;
  errorData: Record<string, string | number> | null;
  /** ms since the interaction, by the database's clock, which all processes share */
  ageMs: number;
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
            r.picture, r.picture_type as "pictureType", r.fallback, r.plot, r.width, r.height, r.seconds,
            r.iterations, r.seed as "resultSeed", r.engine, r.device, r.network, r.version, r.losses
     from atelier.jobs j
     left join atelier.results r on r.job_id = j.id
     where j.id = $1 and j.state in ('done', 'failed')`,
    [jobId],
  );
  return rows[0] ?? null;
}
