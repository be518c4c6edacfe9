import { LIMITS } from '@atelier/contract/limits.ts';
import { QUALITIES } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { rowsOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

const WorkerView = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  engine: z.string(),
  device: z.string(),
  version: z.string(),
  qualities: z.array(z.enum(QUALITIES)),
  state: z.enum(['working', 'draining', 'gone']),
  /** checked in lately and not gone: it can paint now, or finishes what it has */
  fresh: z.boolean(),
  jobsDone: z.int(),
  jobsFailed: z.int(),
  /** pixels of finished picture per second: its own average, else what the same engine on the same device did
   *  lately; null: never measured */
  speed: z.record(z.enum(QUALITIES), z.number().nullable()),
  /** ids of the jobs that it paints */
  painting: z.array(z.string()),
  startedAt: z.date(),
  seenAt: z.date(),
});
export type WorkerView = z.output<typeof WorkerView>;

/** Workers that were seen within the last day, those that are there first. */
export async function listWorkers(db: Queryable): Promise<WorkerView[]> {
  return rowsOf(
    db,
    WorkerView,
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
}
