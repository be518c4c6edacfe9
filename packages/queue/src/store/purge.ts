import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { rowsOf } from './rows.ts';

/** What is deleted after its time. */

/** Ids of jobs that have waited for longer than `hours` and are not being painted. */
export async function findStaleJobs(db: Queryable, hours: number): Promise<string[]> {
  const found = await rowsOf(
    db,
    z.object({ id: z.string() }),
    `select id from atelier.jobs where state = 'waiting' and created_at < now() - $1 * interval '1 hour'`,
    [hours],
  );
  return found.map(({ id }) => id);
}

/** Empties interaction tokens that are dead: a secret that is of no use is only a risk. */
export async function forgetTokens(db: Queryable, lifeSeconds: number): Promise<number> {
  const { rowCount } = await db.query(
    `update atelier.jobs
     set interaction_token = ''
     where interaction_token <> '' and created_at < now() - $1 * interval '1 second'`,
    [lifeSeconds],
  );
  return rowCount ?? 0;
}

/** Photos of jobs that ended long enough ago. Open jobs keep theirs, however old. */
export async function deletePhotos(db: Queryable, keepHours: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from atelier.photos p
     using atelier.jobs j
     where j.id = p.job_id and j.ended_at < now() - $1 * interval '1 hour'`,
    [keepHours],
  );
  return rowCount ?? 0;
}

/** Takes the pictures out of old results and keeps the figures. What waits for its delivery stays whole. */
export async function emptyResults(db: Queryable, keepHours: number): Promise<number> {
  const { rowCount } = await db.query(
    `update atelier.results r
     set picture = null, fallback = null, plot = null, still = null, photo_still = null
     from atelier.jobs j
     where j.id = r.job_id
       and r.picture is not null
       and j.ended_at < now() - $1 * interval '1 hour'
       and j.delivery in ('delivered', 'undeliverable')`,
    [keepHours],
  );
  return rowCount ?? 0;
}

/** Jobs that ended long ago, with all that hangs on them. */
export async function deleteRows(db: Queryable, keepDays: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from atelier.jobs where ended_at < now() - $1 * interval '1 day'`,
    [keepDays],
  );
  return rowCount ?? 0;
}

/** Workers that nobody has seen for long; every start makes a new row. */
export async function deleteWorkers(db: Queryable, keepDays: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from atelier.workers where seen_at < now() - $1 * interval '1 day'`,
    [keepDays],
  );
  return rowCount ?? 0;
}

/** References that no row has any more; `newest`: those first that were freed last. */
export async function findFreed(
  db: Queryable,
  most: number,
  { newest = false }: { newest?: boolean } = {},
): Promise<Uint8Array[]> {
  const row = z.object({ reference: z.instanceof(Uint8Array) });
  // the system's own column: transactions since the one that wrote the row
  const order = newest ? 'order by age(xmin)' : '';
  const found = await rowsOf(db, row, `select reference from atelier.freed_objects ${order} limit $1`, [
    most,
  ]);
  return found.map(({ reference }) => reference);
}

/** What they led to is deleted. */
export async function forgetFreed(db: Queryable, references: readonly Uint8Array[]): Promise<void> {
  await db.query('delete from atelier.freed_objects where reference = any($1::bytea[])', [references]);
}
