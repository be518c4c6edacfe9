import { LIMITS } from '@atelier/contract/limits.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { onlyRow, rowOf } from './rows.ts';
import { Heard, type WorkerState } from './workers.ts';

/** Who does what a whole fleet needs only once, or a few times. */

/** Watches over claims, deletes old entries, and calls for what has become due. */
export const SUPERVISOR = 'supervisor';

/** s after which a seat is free whose holder has said nothing: the supervisor does every second, others at each look */
const SEAT_SECONDS = { supervisor: 5, ear: 20 };
/** the same in SQL, for the seat `name` */
const UNTIL = `now() + case when name = '${SUPERVISOR}' then ${SEAT_SECONDS.supervisor} else ${SEAT_SECONDS.ear} end * interval '1 second'`;
/** s between two check-ins of a worker at least: several within the time after which it counts as gone */
const CHECK_IN_SECONDS = LIMITS.workerStaleSeconds / 3 - 1;

/** SQL: of the queues of an array, those with an entry that may be fetched now. */
const readyOf = (queues: string) => `
  array(select q from unnest(${queues}::text[]) q where atelier.is_ready(q)) as ready`;

const Seen = Heard.extend({
  /** seats of whoever looks, beside the supervisor's */
  ears: z.array(z.string()),
  vacant: z.array(z.string()),
  workers: z.int(),
  /** of the queues asked about, those with something to fetch */
  ready: z.array(z.string()),
});
export type Seen = z.output<typeof Seen>;

export interface Look {
  /** who looks */
  by: string;
  queues: readonly string[];
  /** checked in by the way */
  worker?: { id: string; state: WorkerState } | undefined;
}

/** All that an idle process asks and says, in one statement: keeps its seats, checks its worker in, sees what waits. */
export const LOOK = `
  with kept as (
    update atelier.seats set held_until = ${UNTIL}
    where held_by = $1 and name <> '${SUPERVISOR}' returning name
  ), checked_in as (
    update atelier.workers set state = $3, seen_at = now(), asked = nullif(asked, 'release')
    where id = $2 and (seen_at < now() - $4 * interval '1 second' or asked is not null)
  )
  select array(select name from kept) as ears,
         array(select name from atelier.seats where held_until < now() and held_by <> $1) as vacant,
         (select workers from atelier.seats where name = '${SUPERVISOR}') as workers,
         -- as it was before
         (select asked from atelier.workers where id = $2) as asked,
         array(select quality from atelier.pauses) as paused,
         ${readyOf('$5')}`;

export async function look(db: Queryable, { by, queues, worker }: Look): Promise<Seen> {
  const values = [by, worker?.id ?? null, worker?.state ?? null, CHECK_IN_SECONDS, queues];
  return onlyRow(db, Seen, LOOK, values);
}

/** Takes one of these seats, the first that is free; null: somebody else was quicker. */
export async function takeSeat(db: Queryable, by: string, names: readonly string[]): Promise<string | null> {
  const row = await rowOf(
    db,
    z.object({ name: z.string() }),
    `update atelier.seats set held_by = $1, held_until = ${UNTIL}
     where name = (
       select name from atelier.seats where name = any($2) and held_until < now()
       order by name limit 1 for update skip locked
     )
     returning name`,
    [by, names],
  );
  return row?.name ?? null;
}

/** Gives up these seats. */
export async function leaveSeats(db: Queryable, by: string, names: readonly string[]): Promise<void> {
  await db.query(
    `update atelier.seats set held_by = '', held_until = '-infinity' where held_by = $1 and name = any($2)`,
    [by, names],
  );
}

/** Claims whose holder is silent, or whose time is over. Reads the whole table of entries, once. */
export async function hasDeadClaims(db: Queryable): Promise<boolean> {
  const { dead } = await onlyRow(
    db,
    z.object({ dead: z.boolean() }),
    `select exists (
       select from pgboss.job j
       where j.state = 'active'
         and (j.heartbeat_on + j.heartbeat_seconds * interval '1 second' < now()
              or j.started_on + j.expire_seconds * interval '1 second' < now())
     ) as dead`,
  );
  return dead;
}

/** SQL: the priority of one entry of the queue `q` that may be fetched now, in an order of pg-boss's job_i11. */
const endOf = (order: string) => `
  select j.priority, j.created_on from pgboss.job j
  where j.name = q and j.state < 'active' and not j.blocked and j.start_after <= now()
  order by ${order}
  limit 1`;

/** SQL: the workers that are there. */
const THERE = `
  select count(*) as workers,
         jsonb_build_object('fast', coalesce(max(fast_speed), 0), 'high', coalesce(max(high_speed), 0),
           'clip-fast', coalesce(max(clip_fast_speed), 0), 'clip-high', coalesce(max(clip_high_speed), 0)) as fastest
  from atelier.workers
  where state <> 'gone' and seen_at > now() - $3 * interval '1 second'`;

/** SQL: the ms that the server has spent on the statement so far. */
const TOOK = `(extract(epoch from clock_timestamp() - statement_timestamp()) * 1000)::float8 as took`;

/** Rejected, for what is ready: `exists`, for which Postgres reads the whole table. */
export const WALK = `
  with ends as materialized (
    select q, first.priority as first, first.created_on as created, last.priority as last
    from unnest($2::text[]) q
    left join lateral (${endOf('j.priority desc, j.created_on')}) first on true
    left join lateral (${endOf('j.priority, j.created_on desc')}) last on q = any($4::text[])
  ), there as (${THERE}
  ), kept as (
    update atelier.seats
    set held_until = ${UNTIL}, workers = there.workers, fastest = there.fastest,
        heads = (
          select jsonb_object_agg(q, case when q = any($4::text[]) then to_jsonb(array_remove(array[first, last], null))
            else to_jsonb(least(created, now() - interval '5 seconds')) end)
          from ends where q = any($4::text[] || $6::text[])
        ),
        heads_at = now(), due = $5 - floor(extract(epoch from now())), walked_at = now(), walk = (walk + 1) % 2097152
    from there
    where name = '${SUPERVISOR}' and held_by = $1
    returning walk
  )
  select array(select q from ends where first is not null) as ready,
         (select count(atelier.write_reached(line, walk::bigint << 42))
          from unnest($4::text[] || $6::text[] || array(select q || ' ahead' from unnest($4::text[]) q)) line) as lines,
         ${TOOK}
  from kept`;

/** The same between two walks. */
export const SUPERVISE = `
  with there as (${THERE}
  ), kept as (
    update atelier.seats
    set held_until = ${UNTIL}, workers = there.workers, fastest = there.fastest
    from there
    where name = '${SUPERVISOR}' and held_by = $1
    returning name
  )
  select ${readyOf('$2')}, ${TOOK}
  from kept`;

const Supervision = z.object({
  /** queues with something to fetch */
  ready: z.array(z.string()),
  /** ms of the server */
  took: z.number(),
});

export interface Supervised {
  /** the queues whose first entries are looked for */
  queues: readonly string[];
  /** those of them whose entries have moments as priorities */
  ofJobs: readonly string[];
  /** those of them whose entries come in the order in which they were created, of which there may be many */
  byCreation: readonly string[];
  /** s since 1970 at which such a priority would be 0 */
  beginning: number;
}

/**
 * The supervisor's look: keeps the seat and counts the workers; null: it is not its seat.
 * walks: it goes through all that waits, past what has ended while a transaction is held open elsewhere, and notes where
 * it begins and ends (`atelier.look_at`); else it looks where the claims lead, as everybody does
 */
export async function superviseSeat(
  db: Queryable,
  by: string,
  { queues, ofJobs, byCreation, beginning }: Supervised,
  walks: boolean,
): Promise<z.output<typeof Supervision> | null> {
  const common = [by, queues, LIMITS.workerStaleSeconds];
  return walks
    ? rowOf(db, Supervision, WALK, [...common, ofJobs, beginning, byCreation])
    : rowOf(db, Supervision, SUPERVISE, common);
}
