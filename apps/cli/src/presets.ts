import { creditOf, presets } from '@atelier/core/styles/catalogue.ts';
import { damagedPresets } from '@atelier/core/styles/catalogue-own.ts';
import { removePreset } from '@atelier/core/styles/catalogue-write.ts';
import { readEnvironment } from '@atelier/jobs/environment.ts';

/** `atelier presets`: those that ship and one's own. */
export function listPresets(options: { json?: boolean }): void {
  for (const file of damagedPresets()) process.stderr.write(`${file} is not a preset, or damaged\n`);
  const all = presets();
  if (options.json) {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return;
  }
  const width = Math.max(...all.map((preset) => preset.name.length));
  for (const preset of all) {
    const { name, title, fast, own } = preset;
    const what = [title, creditOf(preset), own ? 'your own' : ''].filter(Boolean).join(', ');
    process.stdout.write(`${name.padEnd(width)}  ${fast ? 'fast, high' : 'high      '}  ${what}\n`);
  }
}

/** `atelier presets remove NAME` */
export async function removeOwnPreset(name: string): Promise<void> {
  const { presetsDirectory } = readEnvironment();
  process.stdout.write(`${await removePreset(presetsDirectory, name)} is gone\n`);
}
