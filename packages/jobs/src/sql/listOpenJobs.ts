import type { Quality } from '@atelier/contract/order.ts';
import type { Queryable } from '../transaction.ts';

export interface OpenJob {
  id: string;
  userId: string;
  preset: string;
  quality: Quality;
  state: 'waiting' | 'painting';
  workerId: string | null;
  /** share that is done, in [0, 1] */
  fraction: number;
  /** of the picture that was asked for, at 4:3; null: no size was asked for */
  pixels: number | null;
}

/** Everything open, what is being painted first, then in the order in which it comes. Reads `jobs_open`. */
export async function listOpenJobs(db: Queryable): Promise<OpenJob[]> {
  const { rows } = await db.query<OpenJob>(
    `select id, user_id as "userId", "order" ->> 'preset' as preset, quality, state, worker_id as "workerId",
            coalesce((progress ->> 'fraction')::float8, 0) as fraction,
            ("order" ->> 'size')::float8 ^ 2 * 0.75 as pixels
     from atelier.jobs
     where state in ('waiting', 'painting')
     order by quality, (state = 'waiting'), priority desc, created_at`,
  );
  return rows;
}
