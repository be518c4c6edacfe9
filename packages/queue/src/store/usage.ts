import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { onlyRow } from './rows.ts';

const count = z.int().min(0).max(1_000_000).nullable();

/** What one person may have painted in an hour and in a day; null: as much as they like. */
export const Quota = z.strictObject({
  picturesHour: count,
  picturesDay: count,
  /** s of painting */
  secondsHour: count,
  secondsDay: count,
});
export type Quota = z.output<typeof Quota>;

const Usage = z.object({
  /** s since 1970 by the database's clock */
  now: z.number(),
  /** of the last day, oldest first */
  jobs: z.array(z.object({ at: z.number(), seconds: z.number() })),
});

/** What a person ordered in a server in the last day, and how long it was painted. Reads `jobs_person`. */
export async function usageOf(
  db: Queryable,
  { userId, guildId }: { userId: string; guildId: string | null },
): Promise<z.output<typeof Usage>> {
  return onlyRow(
    db,
    Usage,
    `select extract(epoch from now())::float8 as now,
            coalesce(
              jsonb_agg(jsonb_build_object(
                'at', extract(epoch from j.created_at)::float8, 'seconds', coalesce(r.seconds, 0)
              ) order by j.created_at) filter (where j.id is not null),
              '[]') as jobs
     from (select * from atelier.jobs
           where user_id = $1 and guild_id is not distinct from $2
             and created_at > now() - interval '1 day' and state <> 'failed') j
     left join atelier.results r on r.job_id = j.id`,
    [userId, guildId],
  );
}
