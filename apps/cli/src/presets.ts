import { AtelierError } from '@atelier/core/errors.ts';
import { creditOf, presets } from '@atelier/core/styles/catalogue.ts';
import { removePreset } from '@atelier/core/styles/catalogue-write.ts';
import { presetFolder } from '@atelier/core/styles/preset-folder.ts';
import { qualitiesOf } from '@atelier/core/transfer/preset-qualities.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';

/**
 * `atelier presets`: those that ship and one's own; outdated: to be learnt again with the networks of today.
 * `fleet`: those of the database in place of the folder's.
 */
export async function listPresets(options: { json?: boolean; fleet?: boolean }): Promise<void> {
  const all = await (options.fleet ? ofFleet() : ofFolder());
  if (options.json) {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return;
  }
  const width = Math.max(...all.map((preset) => preset.name.length));
  for (const preset of all) {
    const { name, title, qualities, own, guildId } = preset;
    const whose = guildId ? `of the server ${guildId}` : options.fleet ? 'of the fleet' : 'your own';
    const what = [title, creditOf(preset), own ? whose : ''].filter(Boolean).join(', ');
    const ways = qualities.join(', ') || 'outdated';
    process.stdout.write(`${name.padEnd(width)}  ${ways.padEnd('fast, high'.length)}  ${what}\n`);
  }
}

async function ofFolder() {
  for (const file of presetFolder(readEnvironment().presetsDirectory).damaged())
    process.stderr.write(`${file} is not a preset, or damaged\n`);
  return Promise.all(presets().map(async (preset) => ({ ...preset, qualities: await qualitiesOf(preset) })));
}

/** What the fleet's files can do is theirs to say: they are not fetched for a list. */
async function ofFleet() {
  const { fleetPresets } = await import('./fleet-presets.ts');
  return (await fleetPresets()).map((preset) => ({
    ...preset,
    qualities: preset.fast ? ['fast', 'high'] : ['high'],
  }));
}

/** `atelier presets publish NAME` */
export async function publishToFleet(name: string, options: { replace?: boolean }): Promise<void> {
  const { publish } = await import('./fleet-presets.ts');
  await publish(name, options);
  process.stdout.write(`${name} is known to the fleet\n`);
}

/** `atelier presets remove NAME`: from the folder, or with `fleet` from the database. */
export async function removeOwnPreset(name: string, options: { fleet?: boolean }): Promise<void> {
  if (!options.fleet) {
    const { presetsDirectory } = readEnvironment();
    process.stdout.write(`${await removePreset(presetsDirectory, name)} is gone\n`);
    return;
  }
  const { removeFromDatabase } = await import('./fleet-presets.ts');
  if (!(await removeFromDatabase(name)))
    throw new AtelierError('preset.not-own', { preset: name, folder: 'the database' });
  process.stdout.write(`${name} is gone from the fleet\n`);
}
