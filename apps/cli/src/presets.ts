import { PRESETS } from '@atelier/core/styles/catalogue.ts';

export function presets(options: { json?: boolean }): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(PRESETS, null, 2)}\n`);
    return;
  }
  const width = Math.max(...PRESETS.map((preset) => preset.name.length));
  for (const { name, title, artist, year, fast } of PRESETS) {
    process.stdout.write(
      `${name.padEnd(width)}  ${fast ? 'fast, high' : 'high      '}  ${title}, ${artist}, ${year}\n`,
    );
  }
}
