/**
 * Computes the statistics of every preset's painting with the shipped loss network and writes
 * models/presets/NAME.safetensors. To be run again whenever models/perceptual or the style layers change:
 *
 *   node training/presets/build.ts [--paintings FOLDER] [--only NAME]
 *
 * FOLDER: the paintings that models/presets/presets.json names, default ../shared/data/styles.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { MODELS_FOLDER } from '@atelier/core/models/locate.ts';
import { loadPerceptual } from '@atelier/core/networks/perceptual.ts';
import { formatPreset } from '@atelier/core/styles/preset-file.ts';
import { MAX_PAINTING_SIDE, storedStyleOf } from '@atelier/core/styles/preset-sizes.ts';

/** What the issue allows for one preset. */
const MAX_BYTES = 200_000;

interface Entry {
  name: string;
  file: string;
}

const { values } = parseArgs({
  options: {
    paintings: {
      type: 'string',
      default: fileURLToPath(new URL('../../../shared/data/styles', import.meta.url)),
    },
    only: { type: 'string' },
  },
});
const entries = JSON.parse(await readFile(`${MODELS_FOLDER}presets/presets.json`, 'utf8')) as Entry[];
const network = await loadPerceptual();
const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });

for (const { name, file } of entries) {
  if (values.only !== undefined && values.only !== name) continue;
  const painting = await decode(await readFile(join(values.paintings, file)), { maxSide: MAX_PAINTING_SIDE });
  const style = await storedStyleOf(engine, network, painting);
  const bytes = formatPreset(style, network.digest);
  if (bytes.byteLength > MAX_BYTES)
    throw new Error(`${name} would have ${bytes.byteLength} bytes, more than ${MAX_BYTES}`);
  await writeFile(`${MODELS_FOLDER}presets/${name}.safetensors`, bytes);
  console.log(`${name}: ${style.sizes.length} sizes, ${(bytes.byteLength / 1000).toFixed(0)} kB`);
}
await engine.close();
