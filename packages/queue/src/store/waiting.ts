import { LINES, type Line } from '@atelier/contract/clip.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { onlyRow, rowsOf } from './rows.ts';

/** Who waits, and who comes before whom. */

/**
 * Lets the submits of one person pass one after the other, until the transaction ends: otherwise two at once
 * would both count the same number of open jobs, or both insert the same interaction.
 * Rejected: `select … for update` on the person's open jobs (a first submit has no row to lock).
 */
export async function lockPerson(db: Queryable, userId: string): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('atelier.person ' || $1, 0))`, [userId]);
}

const OpenJobs = z.object({
  /** everywhere */
  all: z.int(),
  /** in the server that was asked about; 0 without one */
  inGuild: z.int(),
  /** how many that server allows; null: it has not said */
  guildLimit: z.int().nullable(),
  /** s since 1970 by the database's clock, which all processes share */
  now: z.number(),
});
export type OpenJobs = z.output<typeof OpenJobs>;

/** Jobs of one person that wait or are being painted. Reads the partial index `jobs_open_user`. */
export async function countOpenJobs(
  db: Queryable,
  userId: string,
  guildId: string | null,
): Promise<OpenJobs> {
  return onlyRow(
    db,
    OpenJobs,
    `select count(*)::int as "all",
            (count(*) filter (where guild_id = $2))::int as "inGuild",
            (select open_jobs_per_user from atelier.settings where guild_id = $2) as "guildLimit",
            extract(epoch from now())::float8 as now
     from atelier.jobs
     where user_id = $1 and state in ('waiting', 'painting')`,
    [userId, guildId],
  );
}

/**
 * Jobs that come before this one in its quality: everything being painted, and what waits with a higher
 * priority or longer at the same, the order in which pg-boss hands entries out. 0 for a job that is not waiting.
 * Rejected: counting in pg-boss's own table (its entries are deleted and inserted again at each retry, and its
 * columns are not ours to rely on).
 */
export async function countAhead(db: Queryable, jobId: string): Promise<number> {
  const { count } = await onlyRow(
    db,
    z.object({ count: z.int() }),
    `select count(*)::int as count
     from atelier.jobs mine
     join atelier.jobs other on other.quality = mine.quality and other.id <> mine.id
     where mine.id = $1
       and mine.state = 'waiting'
       and (
         other.state = 'painting'
         or (other.state = 'waiting'
             and (other.priority > mine.priority
                  or (other.priority = mine.priority and other.created_at < mine.created_at)))
       )`,
    [jobId],
  );
  return count;
}

const OpenJob = z.object({
  id: z.string(),
  userId: z.string(),
  preset: z.string(),
  /** where it waits */
  line: z.enum(LINES),
  state: z.enum(['waiting', 'painting']),
  workerId: z.string().nullable(),
  /** share that is done, in [0, 1] */
  fraction: z.number(),
  /** of the picture that was asked for, at 4:3, of a clip of all frames; null: no size was asked for */
  pixels: z.number().nullable(),
});
export type OpenJob = z.output<typeof OpenJob>;

/** Everything open, what is being painted first, then in the order in which it comes. Reads `jobs_open`. */
export async function listOpenJobs(db: Queryable): Promise<OpenJob[]> {
  return rowsOf(
    db,
    OpenJob,
    `select id, user_id as "userId", "order" ->> 'preset' as preset, quality as line, state, worker_id as "workerId",
            coalesce((progress ->> 'fraction')::float8, 0) as fraction,
            coalesce((clip ->> 'frames')::float8 * (clip ->> 'width')::float8 * (clip ->> 'height')::float8,
                     ("order" ->> 'size')::float8 ^ 2 * 0.75) as pixels
     from atelier.jobs
     where state in ('waiting', 'painting')
     order by quality, (state = 'waiting'), priority desc, created_at`,
  );
}

/** Pixels of a picture whose size nobody chose, before there was one: the default long side, at 4:3; of a clip, 4 s. */
const AT_FIRST: Record<Line, number> = {
  fast: 1024 * 768,
  high: 512 * 384,
  'clip-fast': 100 * 640 * 360,
  'clip-high': 100 * 512 * 288,
};

/** Mean pixels of the latest pictures whose size nobody chose, by line: what another such job will be. */
export async function usualPixels(db: Queryable): Promise<Record<Line, number>> {
  const rows = await rowsOf(
    db,
    z.object({ line: z.enum(LINES), pixels: z.number() }),
    `select j.quality as line, avg(r.width::float8 * r.height * coalesce((r.moving ->> 'frames')::float8, 1)) as pixels
     from (select * from atelier.results order by created_at desc limit 100) r
     join atelier.jobs j on j.id = r.job_id
     where j."order" ->> 'size' is null
     group by j.quality`,
  );
  return { ...AT_FIRST, ...Object.fromEntries(rows.map(({ line, pixels }) => [line, pixels])) };
}
