import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { rowOf, rowsOf } from './rows.ts';

/** Presets that people have learnt, as the whole fleet knows them. */

const PresetRow = z.object({
  name: z.string(),
  guildId: z.string().nullable(),
  title: z.string(),
  artist: z.string(),
  year: z.string(),
  moods: z.array(z.string()),
  fast: z.boolean(),
  digest: z.string(),
  madeBy: z.string().nullable(),
  createdAt: z.date(),
});
export type PresetRow = z.output<typeof PresetRow>;

/** Everything but the bytes, the newest last. */
export async function listPresets(db: Queryable): Promise<PresetRow[]> {
  return rowsOf(
    db,
    PresetRow,
    `select name, guild_id as "guildId", title, artist, year, moods, fast, digest, made_by as "madeBy",
            created_at as "createdAt"
     from atelier.presets order by created_at, name`,
  );
}

/** A preset with its file, and what the file says of itself. */
export type NewPreset = Omit<PresetRow, 'createdAt'> & { bytes: Uint8Array };

/** `replace`: it takes the place of one of that name. False: there is one, and it stays. */
export async function insertPreset(
  db: Queryable,
  preset: NewPreset,
  { replace = false }: { replace?: boolean } = {},
): Promise<boolean> {
  const taken = replace
    ? `do update set guild_id = excluded.guild_id, title = excluded.title, artist = excluded.artist,
         year = excluded.year, moods = excluded.moods, fast = excluded.fast, bytes = excluded.bytes,
         digest = excluded.digest, made_by = excluded.made_by, created_at = now()`
    : 'do nothing';
  const { rowCount } = await taking(db, 'pictures').query(
    `insert into atelier.presets (name, guild_id, title, artist, year, moods, fast, bytes, digest, made_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (name) ${taken}`,
    [
      preset.name,
      preset.guildId,
      preset.title,
      preset.artist,
      preset.year,
      preset.moods,
      preset.fast,
      Buffer.from(preset.bytes),
      preset.digest,
      preset.madeBy,
    ],
  );
  return rowCount === 1;
}

/** `guildId`: only if it is that server's own; undefined: whoever's it is. False: there is no such preset. */
export async function deletePreset(
  db: Queryable,
  name: string,
  guildId: string | null | undefined,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from atelier.presets where name = $1 and ($2 or guild_id is not distinct from $3)`,
    [name, guildId === undefined, guildId ?? null],
  );
  return rowCount === 1;
}

/** False: this very file was taken over before. */
export async function noteFile(db: Queryable, name: string, digest: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into atelier.preset_files (name, digest) values ($1, $2) on conflict do nothing',
    [name, digest],
  );
  return rowCount === 1;
}

/** Presets of a server, and those that are on their way. Locks against others who count. */
export async function countPresets(db: Queryable, guildId: string): Promise<number> {
  await db.query(`select pg_advisory_xact_lock(hashtext('atelier.presets'), hashtext($1))`, [guildId]);
  const row = await rowOf(
    db,
    z.object({ count: z.int() }),
    `select ((select count(*) from atelier.presets where guild_id = $1)
             + (select count(*) from atelier.lessons where guild_id = $1 and state in ('waiting', 'learning')))::int
            as count`,
    [guildId],
  );
  return row?.count ?? 0;
}

/** The channel on which processes hear that presets have come or gone. */
export const PRESETS_CHANNEL = 'atelier_presets';

export async function announcePresets(db: Queryable): Promise<void> {
  await db.query('select pg_notify($1, $2)', [PRESETS_CHANNEL, '']);
}
