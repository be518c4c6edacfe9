/**
 * Pictures to begin with for gradients.py: training photos in presets drawn by lot, fast and in high quality.
 *
 *   node training/perceptual/starts.ts --out FOLDER [--data FOLDER] [--number 360] [--high 90]
 *
 * Writes FOLDER/N.png and FOLDER/starts.json: [{ picture, photo, painting }], paths. To be made before the loss network is
 * replaced, by the one that it is made from.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { MODELS_FOLDER } from '@atelier/core/models/locate.ts';
import { paint } from '@atelier/core/transfer/paint.ts';

/** Every so many-th photo is held out, as in pictures.py. */
const HELD_OUT = 15;
const SIDE = 384;
/** Share of the photos that are of `photos`, the others of `landscapes`. */
const PHOTOS = 0.65;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    data: { type: 'string', default: fileURLToPath(new URL('../../../shared/data', import.meta.url)) },
    number: { type: 'string', default: '360' },
    high: { type: 'string', default: '90' },
    seed: { type: 'string', default: '7' },
  },
});
const { out, data } = values;
if (out === undefined) throw new Error('Expected --out FOLDER');
await mkdir(out, { recursive: true });

let state = Number(values.seed);
/** 0 to 1, the same ones for a seed (Park and Miller 1988). */
const draw = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
const oneOf = <T>(list: readonly T[]) => list[Math.floor(draw() * list.length)]!;

const photos = await trainedOn('photos');
const landscapes = await trainedOn('landscapes');
const presets = JSON.parse(await readFile(`${MODELS_FOLDER}presets/presets.json`, 'utf8')) as {
  name: string;
  file: string;
}[];
const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
const rows = [];
for (let i = 0; i < Number(values.number); i++) {
  const photo = oneOf(draw() < PHOTOS ? photos : landscapes);
  const { name, file } = oneOf(presets);
  const { image } = await paint({
    engine,
    photo: await decode(await readFile(photo)),
    preset: name,
    quality: i < Number(values.high) ? 'high' : 'fast',
    size: SIDE,
    seed: i,
  });
  const picture = resolve(out, `${i}.png`);
  await writeFile(picture, await encode(image, { format: 'png' }));
  rows.push({ picture, photo, painting: resolve(data, 'styles', file) });
}
await writeFile(join(out, 'starts.json'), JSON.stringify(rows));
await engine.close();

async function trainedOn(folder: string): Promise<string[]> {
  const files = (await readdir(join(data, folder))).filter((name) => name.endsWith('.jpg')).sort();
  return files.filter((_, i) => i % HELD_OUT !== 0).map((name) => resolve(data, folder, name));
}
