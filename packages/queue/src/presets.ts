import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OWN_STYLE } from '@atelier/contract/order.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import {
  PRESET_NAME,
  type Preset,
  type PresetFile,
  presetFrom,
  presetList,
  useOwnPresets,
} from '@atelier/core/styles/catalogue-own.ts';
import { presetFolder, presetPath } from '@atelier/core/styles/preset-folder.ts';
import { AtelierError } from './errors.ts';
import { findCard, forgetCards } from './store/lessons.ts';
import {
  announcePresets,
  deletePreset,
  insertPreset,
  listPresets,
  type NewPreset,
  noteFile,
  PRESETS_CHANNEL,
  type PresetRow,
} from './store/presets.ts';
import type { Queryable } from './transaction.ts';
import { repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

/** Presets that people have learnt, for the whole fleet. */

/** ms between two looks: the backstop of NOTIFY, which does not pass every pooler */
const LOOK_EVERY_MS = 30_000;

export interface PresetsFollowed {
  /** Looks at once; what this process has just changed is then known to it. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Makes the fleet's presets those of this process, by name, and keeps them so: menus and checks look at nothing but
 * memory. The first look is waited for.
 */
export async function followPresets({ pool, listener, outage }: Workshop): Promise<PresetsFollowed> {
  let looks = 0;
  const look = async () => {
    const mine = ++looks;
    const rows = await listPresets(pool);
    // a later look knows better
    if (mine === looks) useOwnPresets(presetList(rows.map(presetOf)));
  };
  const lookAgain = () =>
    void look().catch((error) => outage.report(error, 'presets could not be looked at'));
  await look();
  const unlisten = listener.listen(PRESETS_CHANNEL, lookAgain, lookAgain);
  const timer = setInterval(lookAgain, LOOK_EVERY_MS).unref();
  return {
    look,
    stop() {
      clearInterval(timer);
      unlisten();
    },
  };
}

function presetOf({ name, guildId, title, artist, year, moods, fast }: PresetRow): Preset {
  return { name, guildId, title, artist, year, moods, fast, own: true };
}

/**
 * Makes a preset known to the whole fleet and offered everywhere. `replace`: it takes the place of one of that name.
 * Errors: preset.name, preset.taken, preset.too-large, model.damaged.
 */
export async function publishPreset(
  { pool }: Workshop,
  file: PresetFile,
  { replace = false }: { replace?: boolean } = {},
): Promise<void> {
  const { name } = file;
  if (!PRESET_NAME.pattern.test(name) || name.length > PRESET_NAME.limit || name === OWN_STYLE)
    throw new AtelierError('preset.name', { preset: name, limit: PRESET_NAME.limit });
  const preset = newPreset(file, { guildId: null, madeBy: null });
  const shipped = PRESETS.find((one) => one.name === name);
  if (shipped && !replace) throw new AtelierError('preset.taken', { preset: name, what: shipped.title });
  await repeatable(pool, async (client, again) => {
    // a repetition of this very call must not meet its own row
    const inserted = await insertPreset(client, preset, { replace: replace || again });
    if (!inserted) throw new AtelierError('preset.taken', { preset: name, what: 'of the fleet' });
    await announcePresets(client);
  });
}

/** bytes of a preset's file: what the database takes */
export const MAX_PRESET_BYTES = 200_000;

/** Errors: preset.too-large, model.damaged. */
function newPreset(
  { name, bytes }: PresetFile,
  owner: { guildId: string | null; madeBy: string | null },
): NewPreset {
  if (bytes.length > MAX_PRESET_BYTES)
    throw new AtelierError('preset.too-large', {
      preset: name,
      kilobytes: Math.ceil(bytes.length / 1000),
      limit: MAX_PRESET_BYTES / 1000,
    });
  try {
    const { title, artist, year, moods, fast } = presetFrom(name, bytes);
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { name, title, artist, year, moods: [...moods], fast, bytes, digest, ...owner };
  } catch (error) {
    throw new AtelierError('model.damaged', { file: name, reason: (error as Error).message }, error);
  }
}

/**
 * Puts a preset in that was learnt on a server, under a name of its own made from its title: its people see the title,
 * and no other server's choice of names is in their way. Returns the name.
 */
export async function insertLearnt(
  db: Queryable,
  bytes: Uint8Array,
  {
    guildId,
    madeBy,
    ...about
  }: Pick<NewPreset, 'title' | 'artist' | 'year' | 'moods' | 'guildId' | 'madeBy'>,
): Promise<string> {
  const stem = stemOf(about.title);
  for (let number = 1; ; number++) {
    const name = number === 1 ? stem : `${stem}-${number}`;
    if (PRESETS.some((shipped) => shipped.name === name)) continue;
    const preset = { ...newPreset({ name, bytes }, { guildId, madeBy }), ...about };
    if (await insertPreset(db, preset)) {
      await announcePresets(db);
      return name;
    }
  }
}

/** Sunset in Arles → sunset-in-arles */
function stemOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const stem = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, PRESET_NAME.limit - 6);
  return stem === '' || stem === OWN_STYLE ? 'painting' : stem;
}

/** `guildId`: only that server's own; undefined: anybody's. False: there is no such preset. */
export async function removeFromFleet(
  { pool }: Workshop,
  name: string,
  guildId?: string | null,
): Promise<boolean> {
  return repeatable(pool, async (client, again) => {
    const removed = await deletePreset(client, name, guildId);
    if (removed) await forgetCards(client, name);
    await announcePresets(client);
    return removed || again;
  });
}

/** The painting that a server's preset was learnt from, beside a sample, as JPEG; null: nobody keeps it (any more). */
export async function cardOf(
  { pool }: Workshop,
  { name, guildId = null }: Pick<Preset, 'name' | 'guildId'>,
): Promise<Uint8Array | null> {
  return guildId === null ? null : findCard(pool, { name, guildId });
}

/**
 * Takes the files of a folder into the fleet's presets, each once: it may be changed or removed there afterwards. This
 * is how presets of versions come over that had nothing but the folder.
 */
export async function takeFolder({ pool, log }: Workshop, folder: string): Promise<void> {
  const files = presetFolder(folder);
  for (const { name } of files.list()) {
    try {
      const bytes = await readFile(presetPath(folder, name));
      const preset = newPreset({ name, bytes }, { guildId: null, madeBy: null });
      const taken = await repeatable(pool, async (client) => {
        if (!(await noteFile(client, name, preset.digest))) return null;
        const inserted = await insertPreset(client, preset);
        if (inserted) await announcePresets(client);
        return inserted;
      });
      if (taken === true)
        log.info({ preset: name, folder }, 'a preset was taken from the folder for the fleet');
      if (taken === false)
        log.warn(
          { preset: name, folder },
          'a preset in the folder is not the fleet’s of that name: it is left',
        );
    } catch (err) {
      log.warn({ err, preset: name, folder }, 'a preset in the folder cannot be taken for the fleet');
    }
  }
  for (const file of files.damaged()) log.warn({ file }, 'a file in the presets’ folder is damaged, or none');
}
