import { LIMITS } from '@atelier/contract/limits.ts';
import { QUALITIES } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { ensureSettings } from './sql/ensureSettings.ts';
import { findSettings } from './sql/findSettings.ts';
import { saveSettings } from './sql/saveSettings.ts';
import { transaction } from './transaction.ts';
import type { Workshop } from './workshop.ts';

const ids = z.array(z.string().regex(/^\d{1,20}$/)).max(100);
const { min, max } = LIMITS.openJobsPerUserRange;

/** What the managers of a server may decide. */
const SettingsSchema = z.strictObject({
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

export type Settings = z.infer<typeof SettingsSchema>;

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  channels: [],
  roles: [],
  openJobsPerUser: null,
  defaultQuality: null,
  spoiler: false,
  publicResults: true,
  watermark: false,
  nsfw: 'off',
};

/** The settings of a server; the defaults for one that has none, and outside servers (null). */
export async function readSettings({ pool }: Workshop, guildId: string | null): Promise<Settings> {
  if (guildId === null) return { ...DEFAULT_SETTINGS };
  return (await findSettings(pool, guildId)) ?? { ...DEFAULT_SETTINGS };
}

/** Changes what is given and leaves the rest; answers the whole. `by`: the id of the person who decided. */
export async function writeSettings(
  { pool }: Workshop,
  guildId: string,
  changes: Partial<Settings>,
  by: string | null = null,
): Promise<Settings> {
  const checked = SettingsSchema.partial().parse(changes);
  return transaction(pool, async (client) => {
    await ensureSettings(client, guildId);
    const before = await findSettings(client, guildId, 'for update');
    const after = { ...DEFAULT_SETTINGS, ...before, ...checked };
    await saveSettings(client, guildId, after, by);
    return after;
  });
}
