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

/**
 * SQL: of the queues of an array, those with an entry that may be fetched now: the first of each in the order of
 * pg-boss's job_i11, as its own fetch does. Rejected: `exists`, for which Postgres reads the whole table.
 */
const readyOf = (queues: string) => `
  array(
    select q from unnest(${queues}::text[]) q
    cross join lateral (
      select from pgboss.job j
      where j.name = q and j.state < 'active' and not j.blocked and j.start_after <= now()
      order by j.priority desc, j.created_on
      limit 1
    ) first
  ) as ready`;

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

/** The supervisor's look: keeps the seat, counts the workers; the queues with something to fetch, null: not its seat. */
export async function superviseSeat(
  db: Queryable,
  by: string,
  queues: readonly string[],
): Promise<string[] | null> {
  const row = await rowOf(
    db,
    z.object({ ready: z.array(z.string()) }),
    `update atelier.seats
     set held_until = ${UNTIL},
         workers = (select count(*) from atelier.workers
                    where state <> 'gone' and seen_at > now() - $3 * interval '1 second')
     where name = '${SUPERVISOR}' and held_by = $1
     returning ${readyOf('$2')}`,
    [by, queues, LIMITS.workerStaleSeconds],
  );
  return row?.ready ?? null;
}
