import { isClipLine, LINES, type Line, qualityOf } from '@atelier/contract/clip.ts';
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
  /** it takes clips too; default false */
  clips?: boolean | undefined;
  /** bytes that a painting may take here; absent: not known */
  memory?: number | undefined;
  /** `abilitiesOf`; absent: not known, it is given everything */
  has?: readonly string[] | undefined;
}

export async function insertWorker(db: Queryable, card: WorkerCard): Promise<void> {
  await db.query(
    `insert into atelier.workers (id, host, pid, engine, device, version, qualities, memory, has, clips)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
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
      card.clips ?? false,
    ],
  );
}

/**
 * quarantined: it takes no jobs. Because it fails again and again, and then tries itself now and then; or because an
 * operator asked for it, and then it is for the operator to end it
 */
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

/** Counts an ended job; null: it failed. See `atelier.count_job`. */
export async function countWorkerJob(
  db: Queryable,
  id: string,
  line: Line,
  pixelsPerSecond: number | null,
): Promise<void> {
  await db.query('select atelier.count_job($1, $2, $3)', [id, line, pixelsPerSecond]);
}

/** The same for several that were painted. See `atelier.count_jobs`. */
export async function countWorkerJobs(
  db: Queryable,
  painted: readonly { workerId: string; line: Line; pixelsPerSecond: number }[],
): Promise<void> {
  await db.query('select atelier.count_jobs($1, $2, $3)', [
    painted.map(({ workerId }) => workerId),
    painted.map(({ line }) => line),
    painted.map(({ pixelsPerSecond }) => pixelsPerSecond),
  ]);
}

/**
 * Speed of a clip, as long as none was measured, beside that of a still: docs/moving.md. In high quality most frames
 * have only the last of a still's sizes to go through.
 */
const CLIP_SPEED = { fast: 0.7, high: 1 };

const WorkerView = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  engine: z.string(),
  device: z.string(),
  version: z.string(),
  qualities: z.array(z.enum(QUALITIES)),
  clips: z.boolean(),
  /** null: not known */
  has: z.array(z.string()).nullable(),
  state: z.enum(WORKER_STATES),
  /** what an operator asks of it; null: nothing */
  asked: z.enum(['drain', 'quarantine', 'release']).nullable(),
  /** checked in lately and not gone: it can paint now, or finishes what it has */
  fresh: z.boolean(),
  jobsDone: z.int(),
  jobsFailed: z.int(),
  /** pixels of finished picture per second: its own average, else what the same engine on the same device did
   *  lately; null: never measured */
  speed: z.record(z.enum(LINES), z.number().nullable()),
  /** ids of the jobs that it paints */
  painting: z.array(z.string()),
  startedAt: z.date(),
  seenAt: z.date(),
});
export type WorkerView = z.output<typeof WorkerView>;

/** Whether it takes jobs of a line now. */
export function takes(
  { state, qualities, clips }: Pick<WorkerView, 'state' | 'qualities' | 'clips'>,
  line: Line,
): boolean {
  return state === 'working' && qualities.includes(qualityOf(line)) && (clips || !isClipLine(line));
}

/** SQL: what each kind of engine and device did lately, `measured`, and its pixels a second beside a worker's own. */
const MEASURED = `
  measured as (
    select j.quality, r.engine, r.device,
           sum(r.width::float8 * r.height * coalesce((r.moving ->> 'frames')::float8, 1)) / nullif(sum(r.seconds), 0) as speed
    from (select * from atelier.results order by created_at desc limit 200) r
    join atelier.jobs j on j.id = r.job_id
    group by 1, 2, 3
  )`;
const OF_KIND = `
  left join measured fast on (fast.quality, fast.engine, fast.device) = ('fast', w.engine, w.device)
  left join measured high on (high.quality, high.engine, high.device) = ('high', w.engine, w.device)
  left join measured clip_fast
    on (clip_fast.quality, clip_fast.engine, clip_fast.device) = ('clip-fast', w.engine, w.device)
  left join measured clip_high
    on (clip_high.quality, clip_high.engine, clip_high.device) = ('clip-high', w.engine, w.device)`;
const SPEED: Record<Line, string> = {
  fast: 'coalesce(w.fast_speed, fast.speed)',
  high: 'coalesce(w.high_speed, high.speed)',
  'clip-fast': `coalesce(w.clip_fast_speed, clip_fast.speed, ${CLIP_SPEED.fast} * coalesce(w.fast_speed, fast.speed))`,
  'clip-high': `coalesce(w.clip_high_speed, clip_high.speed, ${CLIP_SPEED.high} * coalesce(w.high_speed, high.speed))`,
};
const FRESH = `w.state <> 'gone' and w.seen_at > now() - $1 * interval '1 second'`;

/** Workers that were seen within the last day, those that are there first. */
export async function listWorkers(db: Queryable): Promise<WorkerView[]> {
  return rowsOf(
    db,
    WorkerView,
    `with ${MEASURED}
     select w.id, w.host, w.pid, w.engine, w.device, w.version, w.qualities, w.has, w.clips, w.state, w.asked,
            ${FRESH} as fresh,
            w.jobs_done as "jobsDone", w.jobs_failed as "jobsFailed",
            json_build_object(${LINES.map((line) => `'${line}', ${SPEED[line]}`).join(', ')}) as speed,
            array(select id::text from atelier.jobs where state = 'painting' and worker_id = w.id) as painting,
            w.started_at as "startedAt", w.seen_at as "seenAt"
     from atelier.workers w
     ${OF_KIND}
     where w.seen_at > now() - interval '1 day'
     order by fresh desc, w.started_at desc`,
    [LIMITS.workerStaleSeconds],
  );
}

/** Workers that are there and take the same. */
const Crew = WorkerView.pick({ qualities: true, clips: true, has: true, state: true }).extend({
  ids: z.array(z.string()),
  /** of each; see `WorkerView` */
  speeds: z.record(z.enum(LINES), z.array(z.number().nullable())),
});
export type Crew = z.output<typeof Crew>;

/** Workers that are there: a row for all that take the same, as a fleet of a thousand are mostly alike. */
export async function listCrews(db: Queryable): Promise<Crew[]> {
  return rowsOf(
    db,
    Crew,
    `with ${MEASURED}
     select w.qualities, w.clips, w.has, w.state, array_agg(w.id::text order by w.started_at desc) as ids,
            json_build_object(${LINES.map((line) => `'${line}', json_agg(${SPEED[line]} order by w.started_at desc)`).join(', ')}) as speeds
     from atelier.workers w
     ${OF_KIND}
     where ${FRESH}
     group by w.qualities, w.clips, w.has, w.state`,
    [LIMITS.workerStaleSeconds],
  );
}
