import { z } from 'zod';
import { rowsOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

/** Of these jobs, the ids of those that were cancelled. */
export async function findCancelled(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const found = await rowsOf(
    db,
    z.object({ id: z.string() }),
    `select id from atelier.jobs where id = any($1::uuid[]) and error_code = 'job.cancelled'`,
    [ids],
  );
  return found.map(({ id }) => id);
}
