import { LIMITS } from '@atelier/contract/limits.ts';
import { QUALITIES } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { rowOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

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
            spoiler, public_results as "publicResults", watermark, nsfw
     from atelier.settings
     where guild_id = $1 ${lock}`,
    [guildId],
  );
}
