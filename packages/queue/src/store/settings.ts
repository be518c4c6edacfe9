import { CLIP_SETTINGS } from '@atelier/contract/clip.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { QUALITIES } from '@atelier/contract/order.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { rowOf } from './rows.ts';
import { Quota } from './usage.ts';

/** What the managers of a server decided. */

const ids = z.array(z.string().regex(/^\d{1,20}$/)).max(100);
const { min, max } = LIMITS.openJobsPerUserRange;

/** What the managers of a server may decide. */
export const Settings = z.strictObject({
  /** channels in which the bot may be used; empty: all */
  channels: ids,
  /** roles of which one is needed; empty: none */
  roles: ids,
  /** jobs of one person that may be open in this server at once; null: `LIMITS.openJobsPerUser` */
  openJobsPerUser: z.int().min(min).max(max).nullable(),
  /** null: fast where the preset can */
  defaultQuality: z.enum(QUALITIES).nullable(),
  /** results behind a cover */
  spoiler: z.boolean(),
  /** false: replies are seen by the asker alone */
  publicResults: z.boolean(),
  /** "made with Atelier" under results */
  watermark: z.boolean(),
  /** check of incoming pictures: none, a cover, or a refusal outside age-restricted channels */
  nsfw: z.enum(['off', 'spoiler', 'refuse']),
  /** what roles may paint an hour and a day; none: as much as they like */
  quotas: z
    .array(
      Quota.extend({
        role: z
          .string()
          .regex(/^\d{1,20}$/)
          .nullable(),
      }),
    )
    .max(100),
  /** false: of what moves the first picture is painted */
  clips: z.boolean(),
  /** of a clip: s, pixels of the longer side, frames a second; null: CLIP_SETTINGS */
  clipSeconds: z.literal(CLIP_SETTINGS.seconds.of).nullable(),
  clipSide: z.literal(CLIP_SETTINGS.side.of).nullable(),
  clipRate: z.literal(CLIP_SETTINGS.rate.of).nullable(),
  /** channel to which reports go; null: to the owner of the application */
  reportChannel: z
    .string()
    .regex(/^\d{1,20}$/)
    .nullable(),
});

export type Settings = z.output<typeof Settings>;

export async function findSettings(
  db: Queryable,
  guildId: string,
  lock: '' | 'for update' = '',
): Promise<Settings | null> {
  return rowOf(
    db,
    Settings,
    `select channels, roles, open_jobs_per_user as "openJobsPerUser", default_quality as "defaultQuality",
            spoiler, public_results as "publicResults", watermark, nsfw, report_channel as "reportChannel", quotas,
            clips, clip_seconds as "clipSeconds", clip_side as "clipSide", clip_rate as "clipRate"
     from atelier.settings
     where guild_id = $1 ${lock}`,
    [guildId],
  );
}

/** A row to lock, so that two changes at once follow each other: `for update` locks nothing where nothing is. */
export async function ensureSettings(db: Queryable, guildId: string): Promise<void> {
  await db.query('insert into atelier.settings (guild_id) values ($1) on conflict do nothing', [guildId]);
}

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
         public_results = $7, watermark = $8, nsfw = $9, updated_by = $10, report_channel = $11, quotas = $12, clips = $13,
         clip_seconds = $14, clip_side = $15, clip_rate = $16, updated_at = now()
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
      settings.reportChannel,
      JSON.stringify(settings.quotas),
      settings.clips,
      settings.clipSeconds,
      settings.clipSide,
      settings.clipRate,
    ],
  );
}
