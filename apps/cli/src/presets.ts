import { creditOf, presets } from '@atelier/core/styles/catalogue.ts';
import { damagedPresets } from '@atelier/core/styles/catalogue-own.ts';
import { removePreset } from '@atelier/core/styles/catalogue-write.ts';
import { qualitiesOf } from '@atelier/core/transfer/preset-qualities.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';

/** `atelier presets`: those that ship and one's own; outdated: to be learnt again with the networks of today. */
export async function listPresets(options: { json?: boolean }): Promise<void> {
  for (const file of damagedPresets()) process.stderr.write(`${file} is not a preset, or damaged\n`);
  const all = await Promise.all(
    presets().map(async (preset) => ({ ...preset, qualities: await qualitiesOf(preset) })),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return;
  }
  const width = Math.max(...all.map((preset) => preset.name.length));
  for (const preset of all) {
    const { name, title, qualities, own } = preset;
    const what = [title, creditOf(preset), own ? 'your own' : ''].filter(Boolean).join(', ');
    const ways = qualities.join(', ') || 'outdated';
    process.stdout.write(`${name.padEnd(width)}  ${ways.padEnd('fast, high'.length)}  ${what}\n`);
  }
}

/** `atelier presets remove NAME` */
export async function removeOwnPreset(name: string): Promise<void> {
  const { presetsDirectory } = readEnvironment();
  process.stdout.write(`${await removePreset(presetsDirectory, name)} is gone\n`);
}
