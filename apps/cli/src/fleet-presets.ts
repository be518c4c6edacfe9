import { readFile } from 'node:fs/promises';
import { AtelierError } from '@atelier/core/errors.ts';
import { findPreset, type Preset, presets } from '@atelier/core/styles/catalogue.ts';
import { presetPath } from '@atelier/core/styles/preset-folder.ts';
import { openDatabase } from '@atelier/queue/open-database.ts';
import { followPresets, publishPreset, removeFromFleet } from '@atelier/queue/presets.ts';
import { openWorkshop, type Workshop } from '@atelier/queue/workshop.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { reasonOf } from './files.ts';

/** The presets of a fleet, in the database of DATABASE_URL. Errors of all: environment.missing, database.*. */

/** Those that the fleet offers, with those that ship. */
export async function fleetPresets(): Promise<readonly Preset[]> {
  return inFleet(async (workshop) => {
    (await followPresets(workshop)).stop();
    return presets();
  });
}

/** Makes a preset of the folder known to bot and workers. Errors: preset.not-own, preset.taken, preset.too-large. */
export async function publish(name: string, { replace = false }: { replace?: boolean }): Promise<void> {
  const { presetsDirectory: folder } = readEnvironment();
  if (!findPreset(name).own) throw new AtelierError('preset.not-own', { preset: name, folder });
  const path = presetPath(folder, name);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new AtelierError('file.unreadable', { file: path, reason: reasonOf(error) }, error);
  });
  await inFleet((workshop) => publishPreset(workshop, { name, bytes }, { replace }));
}

/** Whoever's it is. False: there is no such preset. */
export async function removeFromDatabase(name: string): Promise<boolean> {
  return inFleet((workshop) => removeFromFleet(workshop, name));
}

/** Whether a fleet is there to publish to is found out before something is learnt for it. */
export async function expectFleet(): Promise<void> {
  await openDatabase(readEnvironment(), createLog('cli'));
}

async function inFleet<T>(use: (workshop: Workshop) => Promise<T>): Promise<T> {
  const log = createLog('cli');
  log.level = 'warn';
  const databaseUrl = await openDatabase(readEnvironment(), log);
  const workshop = await openWorkshop({ databaseUrl, log, name: 'atelier-cli' });
  try {
    return await use(workshop);
  } finally {
    await workshop.close();
  }
}
