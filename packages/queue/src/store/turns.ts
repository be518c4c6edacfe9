import { LIMITS } from '@atelier/contract/limits.ts';
import type { Quality } from '@atelier/contract/order.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { onlyRow, rowsOf } from './rows.ts';

/** The turns of a server's waiting jobs. All of it reads `jobs_turn`, and a few rows however many wait. */

/** of a person's turns, which are numbered by their open jobs before; what is beyond shares it */
export const LAST_TURN = LIMITS.openJobsPerUserRange.max - 1;

/** A job that waits, and its place. */
export interface Placed {
  id: string;
  priority: number;
}

export interface Line {
  guildId: string;
  quality: Quality;
}

export const LAST_OF_SERVER = `select min(latest.priority) as last
 from generate_series(0, $3::int) t
 cross join lateral (
   select priority from atelier.jobs j
   where j.guild_id = $1 and j.quality = $2 and j.state = 'waiting' and j.turn = t
   order by j.created_at desc
   limit 1
 ) latest`;

/** Priority of the last that waits of a server, by the latest of each turn; null: none does. */
export async function lastOfServer(db: Queryable, { guildId, quality }: Line): Promise<number | null> {
  const { last } = await onlyRow(db, z.object({ last: z.int().nullable() }), LAST_OF_SERVER, [
    guildId,
    quality,
    LAST_TURN,
  ]);
  return last;
}

export const LATER_TURNS = `select first.id, first.priority
 from generate_series($3::int + 1, $4::int) t
 cross join lateral (
   select id, priority from atelier.jobs j
   where j.guild_id = $1 and j.quality = $2 and j.state = 'waiting' and j.turn = t
     and j.created_at > now() - (t - $3::int) * $5::int * interval '1 second'
   order by j.created_at
   limit 1
   for update skip locked
 ) first
 order by t`;

/** The first job of each turn after `turn` that is not due before that one, locked; those that somebody else moves are left out. */
export async function laterTurns(db: Queryable, { guildId, quality }: Line, turn: number): Promise<Placed[]> {
  if (turn >= LAST_TURN) return [];
  return rowsOf(db, z.object({ id: z.string(), priority: z.int() }), LATER_TURNS, [
    guildId,
    quality,
    turn,
    LAST_TURN,
    LIMITS.turnSeconds[quality],
  ]);
}

/**
 * Gives these jobs other places, here and in the queue. Writes into pg-boss's table, which has no call for it; an entry
 * that was fetched meanwhile needs no place.
 */
export async function moveJobs(db: Queryable, queue: string, moved: readonly Placed[]): Promise<void> {
  if (moved.length === 0) return;
  await db.query(
    `with moved as (
       select * from unnest($2::uuid[], $3::int[]) as moved (id, priority)
     ), jobs as (
       update atelier.jobs j set priority = moved.priority from moved where j.id = moved.id
     )
     update pgboss.job j set priority = moved.priority
     from moved
     where j.name = $1 and j.id = moved.id and j.state < 'active'`,
    [queue, moved.map(({ id }) => id), moved.map(({ priority }) => priority)],
  );
}
