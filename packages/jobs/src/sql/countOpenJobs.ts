import { z } from 'zod';
import { onlyRow } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

const OpenJobs = z.object({
  /** everywhere */
  all: z.int(),
  /** in the server that was asked about; 0 without one */
  inGuild: z.int(),
  /** how many that server allows; null: it has not said */
  guildLimit: z.int().nullable(),
  /** s since 1970 by the database's clock, which all processes share */
  now: z.number(),
});
export type OpenJobs = z.output<typeof OpenJobs>;

/** Jobs of one person that wait or are being painted. Reads the partial index `jobs_open_user`. */
export async function countOpenJobs(
  db: Queryable,
  userId: string,
  guildId: string | null,
): Promise<OpenJobs> {
  return onlyRow(
    db,
    OpenJobs,
    `select count(*)::int as "all",
            (count(*) filter (where guild_id = $2))::int as "inGuild",
            (select open_jobs_per_user from atelier.settings where guild_id = $2) as "guildLimit",
            extract(epoch from now())::float8 as now
     from atelier.jobs
     where user_id = $1 and state in ('waiting', 'painting')`,
    [userId, guildId],
  );
}
