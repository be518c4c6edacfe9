import type { Settings } from '../settings.ts';
import type { Queryable } from '../transaction.ts';

export async function findSettings(
  db: Queryable,
  guildId: string,
  lock: '' | 'for update' = '',
): Promise<Settings | null> {
  const { rows } = await db.query<Settings>(
    `select channels, roles, open_jobs_per_user as "openJobsPerUser", default_quality as "defaultQuality",
            spoiler, public_results as "publicResults", watermark, nsfw
     from atelier.settings
     where guild_id = $1 ${lock}`,
    [guildId],
  );
  return rows[0] ?? null;
}
