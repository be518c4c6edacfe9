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
  /** of a worker, see `needsOf` */
  needs: z.array(z.string()),
  /** of the picture that was asked for, at 4:3, of a clip of all frames; null: no size was asked for */
  pixels: z.number().nullable(),
});
export type OpenJob = z.output<typeof OpenJob>;

const OPEN_JOB = `
  j.id, j.user_id as "userId", j."order" ->> 'preset' as preset, j.quality as line, j.state, j.worker_id as "workerId",
  coalesce((j.progress ->> 'fraction')::float8, 0) as fraction,
  j.needs,
  coalesce((j.clip ->> 'frames')::float8 * (j.clip ->> 'width')::float8 * (j.clip ->> 'height')::float8,
           (j."order" ->> 'size')::float8 ^ 2 * 0.75) as pixels`;

/** The beginning of each line in which one of these jobs is open: what is painted, then so many that wait, in their order. */
export const HEAD_OF_LINES = `
  with mine as (
    select distinct quality as line from atelier.jobs
    where id = any($1::uuid[]) and state in ('waiting', 'painting')
  )
  select ${OPEN_JOB} from atelier.jobs j where j.state = 'painting' and j.quality in (select line from mine)
  union all
  select head.* from mine
  cross join lateral (
    select ${OPEN_JOB} from atelier.jobs j
    where j.state = 'waiting' and j.quality = mine.line
    order by j.priority desc, j.created_at
    limit $2
  ) head`;

/** most: waiting jobs of each line */
export async function listHeads(db: Queryable, ids: readonly string[], most: number): Promise<OpenJob[]> {
  return ids.length === 0 ? [] : rowsOf(db, OpenJob, HEAD_OF_LINES, [ids, most]);
}

/** How many are painted, by line. */
export async function countPainting(db: Queryable): Promise<Record<Line, number>> {
  const rows = await rowsOf(
    db,
    z.object({ line: z.enum(LINES), count: z.int() }),
    `select quality as line, count(*)::int as count from atelier.jobs where state = 'painting' group by quality`,
  );
  return byLine(rows);
}

function byLine(rows: readonly { line: Line; count: number }[]): Record<Line, number> {
  const none = Object.fromEntries(LINES.map((line) => [line, 0])) as Record<Line, number>;
  return { ...none, ...Object.fromEntries(rows.map(({ line, count }) => [line, count])) };
}

/** Open jobs of a person. Reads `jobs_open_user`. */
export async function findOpenOf(db: Queryable, userId: string): Promise<string[]> {
  const sql = `select id from atelier.jobs where user_id = $1 and state in ('waiting', 'painting')`;
  return (await rowsOf(db, z.object({ id: z.string() }), sql, [userId])).map(({ id }) => id);
}

const Ranked = OpenJob.extend({ before: z.int() });
/** The end of a line: all that waits in it is before. */
const End = z.object({ id: z.null(), line: z.enum(LINES), before: z.int() });

/**
 * Waiting jobs with the number of waiting ones that come before them: what waits with a higher priority, or longer at
 * the same, the order in which pg-boss hands entries out; and the ends of lines. One pass over `jobs_line`, in the index
 * alone: each is counted from the one before it, so that places and the length of a line cost one count together.
 * Rejected: counting in pg-boss's own table (its entries are deleted and inserted again at each retry, and its
 * columns are not ours to rely on); one range with conditions on what is due in the same second (twice the time).
 */
export const RANKS = `
  with marks as (
    select j.* from atelier.jobs j where j.id = any($1::uuid[]) and j.state = 'waiting'
    union all
    select e.* from unnest($2::text[]) line, jsonb_populate_record(null::atelier.jobs,
      jsonb_build_object('quality', line, 'priority', -2147483648, 'created_at', 'infinity')) e
  ), j as (
    select *, lag(priority, 1, 2147483647) over line as last_priority, lag(created_at) over line as last_created
    from marks
    window line as (partition by quality order by priority desc, created_at)
  )
  select ${OPEN_JOB},
         (sum(between_them.count) over (partition by j.quality order by j.priority desc, j.created_at))::int as before
  from j
  cross join lateral (
    select (select count(*) from atelier.jobs o
            where o.state = 'waiting' and o.quality = j.quality
              and o.priority > j.priority and o.priority < j.last_priority)
         + (select count(*) from atelier.jobs o
            where o.state = 'waiting' and o.quality = j.quality and o.priority = j.priority
              and o.created_at < j.created_at
              and (j.last_priority > j.priority or o.created_at >= j.last_created))
         + (select count(*) from atelier.jobs o
            where o.state = 'waiting' and o.quality = j.quality and o.priority = j.last_priority
              and j.last_priority > j.priority and o.created_at >= j.last_created) as count
  ) between_them`;

/** @param ends lines of which it is counted how many wait; the others have 0 */
export async function rankWaiting(
  db: Queryable,
  ids: readonly string[],
  ends: readonly Line[] = [],
): Promise<{ ranks: z.output<typeof Ranked>[]; waiting: Record<Line, number> }> {
  const rows =
    ids.length + ends.length === 0 ? [] : await rowsOf(db, z.union([Ranked, End]), RANKS, [ids, ends]);
  const ranks = rows.filter((row) => row.id !== null);
  const waiting = rows.filter(({ id }) => id === null).map(({ line, before: count }) => ({ line, count }));
  return { ranks, waiting: byLine(waiting) };
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
