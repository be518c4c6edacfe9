/**
 * The same judge as evaluate.ts for presets, photo by photo, and the mesh of what they paint:
 *
 *   node training/evaluate/presets.ts --network vgg19.safetensors --paintings FOLDER --out FOLDER
 *     [--photos FILE,FILE] [--presets NAME,NAME] [--quality high,fast] [--size PX]
 *
 * paintings: what models/presets/presets.json names. out: what is painted, kept from run to run.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { MODELS_FOLDER } from '@atelier/core/models/locate.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import type { PaintRequest } from '@atelier/core/transfer/request.ts';
import { kept, type Pair, Table } from './table.ts';

const { values } = parseArgs({
  options: {
    network: { type: 'string' },
    paintings: { type: 'string' },
    out: { type: 'string' },
    photos: {
      type: 'string',
      default: fileURLToPath(new URL('../../docs/photos/picos-de-europa.jpg', import.meta.url)),
    },
    presets: { type: 'string', default: 'contrast-of-forms,great-wave,grande-jatte,starry-night' },
    quality: { type: 'string', default: 'high' },
    size: { type: 'string', default: '512' },
  },
});
const { network, paintings, out } = values;
if (!network || !paintings || !out) {
  throw new Error('Expected --network FILE --paintings FOLDER --out FOLDER');
}
const size = Number(values.size);
const files = JSON.parse(await readFile(`${MODELS_FOLDER}presets/presets.json`, 'utf8')) as {
  name: string;
  file: string;
}[];
const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
const table = await Table.open(engine, network, ['styleLeft', 'content', 'mesh']);
for (const file of values.photos.split(',')) {
  const photo = await decode(await readFile(file), { maxSide: size });
  for (const name of values.presets.split(',')) {
    const entry = files.find((one) => one.name === name);
    if (entry === undefined) throw new Error(`Expected the name of a preset but received ${name}`);
    const painting = await decode(await readFile(join(paintings, entry.file)));
    const pair: Pair = { name: `${basename(file).replace(/\.\w+$/, '')}--${name}`, photo, painting };
    for (const quality of values.quality.split(',') as PaintRequest['quality'][]) {
      const result = join(out, `${quality}-${size}`, `${pair.name}.png`);
      await table.row(`${pair.name}, ${quality}`, [pair], () => {
        return kept(result, async () => (await paint({ engine, photo, preset: name, quality, size })).image);
      });
    }
  }
}
await engine.close();
