import type { Queryable } from '../transaction.ts';
import type { Settings } from './findSettings.ts';

/** Writes the row that `ensureSettings` made. */
export async function saveSettings(
  db: Queryable,
  guildId: string,
  settings: Settings,
  by: string | null,
): Promise<void> {
  await db.query(
    `update atelier.settings
     set channels = $2, roles = $3, open_jobs_per_user = $4, default_quality = $5, spoiler = $6,
         public_results = $7, watermark = $8, nsfw = $9, updated_by = $10, updated_at = now()
     where guild_id = $1`,
    [
      guildId,
      settings.channels,
      settings.roles,
      settings.openJobsPerUser,
      settings.defaultQuality,
      settings.spoiler,
      settings.publicResults,
      settings.watermark,
      settings.nsfw,
      by,
    ],
  );
}
