import { ensureSettings, findSettings, Settings, saveSettings } from './store/settings.ts';
import { repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export type { Settings };

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  channels: [],
  roles: [],
  openJobsPerUser: null,
  defaultQuality: null,
  spoiler: false,
  publicResults: true,
  watermark: false,
  nsfw: 'off',
  reportChannel: null,
  clips: true,
  clipSeconds: null,
  clipSide: null,
  clipRate: null,
  quotas: [],
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
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const checked = Settings.partial().parse(Object.fromEntries(given));
  return repeatable(pool, async (client) => {
    await ensureSettings(client, guildId);
    const before = await findSettings(client, guildId, 'for update');
    const after = { ...DEFAULT_SETTINGS, ...before, ...(checked as Partial<Settings>) };
    await saveSettings(client, guildId, after, by);
    return after;
  });
}
