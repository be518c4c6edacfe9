/**
 * What should high quality begin with, and at which size? `node bench/start.ts FOLDER [SIZE]` paints pairs of photo
 * and preset in about the same time each way, and prints the objective that is reached; FOLDER/VARIANT gets the
 * pictures, for `training/defaults/judge.py FOLDER`. Not part of `npm run bench`; its answer stands in docs/decisions/0003-defaults.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import type { Tuning } from '@atelier/core/transfer/request.ts';

const [folder, size = '512'] = process.argv.slice(2);
if (folder === undefined) throw new Error('Expected a folder for the pictures');
const PAIRS = [
  ['picos-de-europa', 'starry-night'],
  ['dogs-at-the-window', 'composition-vii'],
  ['picos-de-europa', 'udnie'],
  ['dogs-at-the-window', 'great-wave'],
] as const;
/** Iterations that take the same time, as many pixels being painted as often. */
const VARIANTS: Record<string, Tuning> = {
  'colours, from 181': { start: 'colours', schedule: { coarsest: 181, iterations: 178 } },
  'fast, from 181': { start: 'fast', schedule: { coarsest: 181, iterations: 178 } },
  'colours, from 256': { start: 'colours', schedule: { coarsest: 256, iterations: 123 } },
  'fast, from 256': { start: 'fast', schedule: { coarsest: 256, iterations: 123 } },
  'fast, from 362': { start: 'fast', schedule: { coarsest: 362, iterations: 85 } },
};

const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
console.log('| start | objective at the end | seconds |\n|---|---|---|');
for (const [name, tuning] of Object.entries(VARIANTS)) {
  await mkdir(join(folder, name), { recursive: true });
  const totals: number[] = [];
  const seconds: number[] = [];
  for (const [photoName, preset] of PAIRS) {
    const bytes = await readFile(new URL(`../docs/photos/${photoName}.jpg`, import.meta.url));
    const photo = await decode(bytes, { maxSide: Number(size) });
    const painting = await paint({ photo, preset, quality: 'high', size: Number(size), engine, tuning });
    totals.push(painting.losses.at(-1)!.total);
    seconds.push(painting.seconds);
    const file = join(folder, name, `${photoName}--${preset}.png`);
    await writeFile(file, await encode(painting.image, { format: 'png' }));
  }
  console.log(`| ${name} | ${mean(totals).toFixed(4)} | ${mean(seconds).toFixed(1)} |`);
}
await engine.close();

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
