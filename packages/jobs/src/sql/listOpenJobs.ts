import { QUALITIES } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { rowsOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

const OpenJob = z.object({
  id: z.string(),
  userId: z.string(),
  preset: z.string(),
  quality: z.enum(QUALITIES),
  state: z.enum(['waiting', 'painting']),
  workerId: z.string().nullable(),
  /** share that is done, in [0, 1] */
  fraction: z.number(),
  /** of the picture that was asked for, at 4:3; null: no size was asked for */
  pixels: z.number().nullable(),
});
export type OpenJob = z.output<typeof OpenJob>;

/** Everything open, what is being painted first, then in the order in which it comes. Reads `jobs_open`. */
export async function listOpenJobs(db: Queryable): Promise<OpenJob[]> {
  return rowsOf(
    db,
    OpenJob,
    `select id, user_id as "userId", "order" ->> 'preset' as preset, quality, state, worker_id as "workerId",
            coalesce((progress ->> 'fraction')::float8, 0) as fraction,
            ("order" ->> 'size')::float8 ^ 2 * 0.75 as pixels
     from atelier.jobs
     where state in ('waiting', 'painting')
     order by quality, (state = 'waiting'), priority desc, created_at`,
  );
}
