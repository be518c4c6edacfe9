import { LIMITS } from '@atelier/contract/limits.ts';
import { QUALITIES, type Quality } from '@atelier/contract/order.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { rowOf, rowsOf } from './rows.ts';

/** Who paints. */

export interface WorkerCard {
  id: string;
  host: string;
  pid: number;
  engine: string;
  device: string;
  version: string;
  qualities: readonly Quality[];
  /** bytes that a painting may take here; absent: not known */
  memory?: number | undefined;
  /** `abilitiesOf`; absent: not known, it is given everything */
  has?: readonly string[] | undefined;
}

export async function insertWorker(db: Queryable, card: WorkerCard): Promise<void> {
  await db.query(
    `insert into atelier.workers (id, host, pid, engine, device, version, qualities, memory, has)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id) do nothing`,
    [
      card.id,
      card.host,
      card.pid,
      card.engine,
      card.device,
      card.version,
      card.qualities,
      card.memory ?? null,
      card.has ?? null,
    ],
  );
}

/** quarantined: it fails again and again, takes no jobs, and tries itself now and then */
export const WORKER_STATES = ['working', 'quarantined', 'draining', 'gone'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

export const Heard = z.object({
  /** what an operator asks of this worker; null: nothing */
  asked: z.enum(['drain', 'quarantine', 'release']).nullable(),
  /** qualities of which nothing is to be begun */
  paused: z.array(z.enum(QUALITIES)),
});
export type Heard = z.output<typeof Heard>;

/** Says how the worker stands and hears what operators ask; null when its row is gone. */
export async function checkInWorker(db: Queryable, id: string, state: WorkerState): Promise<Heard | null> {
  return rowOf(
    db,
    Heard,
    `with before as (select asked from atelier.workers where id = $1)
     update atelier.workers set state = $2, seen_at = now(), asked = nullif(asked, 'release')
     where id = $1
     returning (select asked from before) as asked, array(select quality from atelier.pauses) as paused`,
    [id, state],
  );
}

/**
 * Counts an ended job. The speed is a running average in which the newest job weighs 0.3: it follows a machine
 * that gets busier within a few jobs, and one odd picture does not carry it away. The first few weigh the same, as a
 * worker's very first job is slower than all that follow.
 */
export async function countWorkerJob(
  db: Queryable,
  id: string,
  quality: Quality,
  pixelsPerSecond: number | null,
): Promise<void> {
  await db.query(
    `update atelier.workers
     set seen_at = now(),
         jobs_done = jobs_done + ($3::float8 is not null)::int,
         jobs_failed = jobs_failed + ($3::float8 is null)::int,
         fast_speed = case when $2 = 'fast' and $3::float8 is not null
                           then coalesce(fast_speed + greatest(0.3, 1.0 / (jobs_done + 1)) * ($3 - fast_speed), $3) else fast_speed end,
         high_speed = case when $2 = 'high' and $3::float8 is not null
                           then coalesce(high_speed + greatest(0.3, 1.0 / (jobs_done + 1)) * ($3 - high_speed), $3) else high_speed end
     where id = $1`,
    [id, quality, pixelsPerSecond],
  );
}

const WorkerView = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  engine: z.string(),
  device: z.string(),
  version: z.string(),
  qualities: z.array(z.enum(QUALITIES)),
  /** null: not known */
  has: z.array(z.string()).nullable(),
  state: z.enum(WORKER_STATES),
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
     select w.id, w.host, w.pid, w.engine, w.device, w.version, w.qualities, w.has, w.state,
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
