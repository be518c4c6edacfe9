import type { Quality } from '@atelier/core/transfer/painting.ts';
import { LIMITS } from '../limits.ts';
import type { Queryable } from '../transaction.ts';
import type { WorkerState } from './checkInWorker.ts';

export interface WorkerView {
  id: string;
  host: string;
  pid: number;
  engine: string;
  device: string;
  version: string;
  qualities: Quality[];
  state: WorkerState;
  /** checked in lately and not gone: it can paint now, or finishes what it has */
  fresh: boolean;
  jobsDone: number;
  jobsFailed: number;
  /** pixels of finished picture per second: its own average, else what the same engine on the same device did
   *  lately; null: never measured */
  speed: Record<Quality, number | null>;
  /** ids of the jobs that it paints */
  painting: string[];
  startedAt: Date;
  seenAt: Date;
}

/** Workers that were seen within the last day, those that are there first. */
export async function listWorkers(db: Queryable): Promise<WorkerView[]> {
  const { rows } = await db.query<WorkerView>(
    `with measured as (
       select j.quality, r.engine, r.device,
              sum(r.width::float8 * r.height) / nullif(sum(r.seconds), 0) as speed
       from (select * from atelier.results order by created_at desc limit 200) r
       join atelier.jobs j on j.id = r.job_id
       group by 1, 2, 3
     )
     select w.id, w.host, w.pid, w.engine, w.device, w.version, w.qualities, w.state,
            w.state <> 'gone' and w.seen_at > now() - $1 * interval '1 second' as fresh,
            w.jobs_done as "jobsDone", w.jobs_failed as "jobsFailed",
            json_build_object(
              'fast', coalesce(w.fast_speed, fast.speed),
              'high', coalesce(w.high_speed, high.speed)
            ) as speed,
            array(select id::text from atelier.jobs where state = 'painting' and worker_id = w.id) as painting,
            w.started_at as "startedAt", w.seen_at as "seenAt"
     from atelier.workers w
     left join measured fast on (fast.quality, fast.engine, fast.device) = ('fast', w.engine, w.device)
     left join measured high on (high.quality, high.engine, high.device) = ('high', w.engine, w.device)
     where w.seen_at > now() - interval '1 day'
     order by fresh desc, w.started_at desc`,
    [LIMITS.workerStaleSeconds],
  );
  return rows;
}
