import type { Job } from '../job.ts';
import type { Queryable } from '../transaction.ts';
import { JOB_COLUMNS } from './jobColumns.ts';
import type { Told } from './toldPlace.ts';

export interface WaitingJob extends Job {
  told: Told | null;
  /** ms since the place was told; null: never */
  toldMs: number | null;
}

/**
 * Waiting jobs of an application whose replies can still be edited and were not in the last `quietMs`, those first that
 * were told longest ago. Reads `jobs_open`.
 */
export async function findWaiting(
  db: Queryable,
  applicationId: string,
  { usableMs, quietMs }: { usableMs: number; quietMs: number },
): Promise<WaitingJob[]> {
  const { rows } = await db.query<WaitingJob>(
    `select ${JOB_COLUMNS}, j.told, (extract(epoch from now() - j.told_at) * 1000)::float8 as "toldMs"
     from atelier.jobs j
     where j.state = 'waiting' and j.application_id = $1 and j.interaction_token <> ''
       and j.created_at > now() - $2 * interval '1 millisecond'
       and coalesce(j.told_at, '-infinity') < now() - $3 * interval '1 millisecond'
       and coalesce(j.reply_held_until, '-infinity') < now()
     order by j.told_at nulls first`,
    [applicationId, usableMs, quietMs],
  );
  return rows;
}

/** One of them by its id; null when it does not wait any more. */
export async function findWaitingJob(db: Queryable, jobId: string): Promise<Job | null> {
  const { rows } = await db.query<Job>(
    `select ${JOB_COLUMNS} from atelier.jobs j where j.id = $1 and j.state = 'waiting'`,
    [jobId],
  );
  return rows[0] ?? null;
}
