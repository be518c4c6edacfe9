import type { Line } from '@atelier/contract/clip.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Quality } from '@atelier/contract/order.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { onlyRow, rowsOf } from './rows.ts';

/** The turns of a server's waiting jobs. All of it reads a few rows of an index, however many wait. */

/** of a person's turns, which are numbered by their open jobs before; what is beyond shares it */
export const LAST_TURN = LIMITS.openJobsPerUserRange.max - 1;

/** A job that waits, and its place. */
export interface Placed {
  id: string;
  priority: number;
}

/** The jobs of a server in one line. */
export interface ServerLine {
  guildId: string;
  line: Line;
  /** of the line */
  quality: Quality;
}

const LAST_OF_SERVER = 'select atelier.last_of_server($1, $2, $3) as last';

/** Priority of the last that waits of a server, of those below `before`; null: none is. */
export async function lastOfServer(
  db: Queryable,
  { guildId, line }: ServerLine,
  before: number,
): Promise<number | null> {
  const row = await onlyRow(db, z.object({ last: z.int().nullable() }), LAST_OF_SERVER, [
    guildId,
    line,
    before,
  ]);
  return row.last;
}

const LATER_TURNS = 'select * from atelier.later_turns($1, $2, $3, $4, $5)';

/** The first job of each turn after `turn` that is not due before that one, locked; those that somebody else moves are left out. */
export async function laterTurns(
  db: Queryable,
  { guildId, line, quality }: ServerLine,
  turn: number,
): Promise<Placed[]> {
  if (turn >= LAST_TURN) return [];
  return rowsOf(db, z.object({ id: z.string(), priority: z.int() }), LATER_TURNS, [
    guildId,
    line,
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

/**
 * Says that a job was written later than its place in the line lets expect: claims look there again, and whoever hears
 * does so now.
 * channel: pg-boss's; null: nobody hears
 */
export async function comeLate(
  db: Queryable,
  { queue, jobId, channel }: { queue: string; jobId: string; channel: string | null },
): Promise<void> {
  const { rows } = await db.query('select atelier.come_late($1, $2) as waits', [queue, jobId]);
  if (rows[0].waits && channel !== null) await db.query('select pg_notify($1, $2)', [channel, queue]);
}
