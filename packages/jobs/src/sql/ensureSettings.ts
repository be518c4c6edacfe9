import type { Queryable } from '../transaction.ts';

/** A row to lock, so that two changes at once follow each other: `for update` locks nothing where nothing is. */
export async function ensureSettings(db: Queryable, guildId: string): Promise<void> {
  await db.query('insert into atelier.settings (guild_id) values ($1) on conflict do nothing', [guildId]);
}
