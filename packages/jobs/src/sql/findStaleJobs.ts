import { z } from 'zod';
import { rowsOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

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
