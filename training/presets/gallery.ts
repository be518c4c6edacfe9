/**
 * Paints the sample picture of every preset and writes docs/gallery.md:
 *
 *   node training/presets/gallery.ts [--photo FILE] [--size PX] [--only NAME]
 *
 * To be run again whenever the networks or the defaults change.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { paint } from '@atelier/core/transfer/paint.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const { values } = parseArgs({
  options: {
    photo: { type: 'string', default: fileURLToPath(new URL('photos/picos-de-europa.jpg', DOCS)) },
    size: { type: 'string', default: '512' },
    only: { type: 'string' },
  },
});

const photo = await decode(await readFile(values.photo), { maxSide: 1280 });
const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
await mkdir(new URL('gallery/', DOCS), { recursive: true });
for (const { name } of PRESETS) {
  if (values.only !== undefined && values.only !== name) continue;
  const { image, seconds } = await paint({
    photo,
    preset: name,
    quality: 'high',
    size: Number(values.size),
    engine,
  });
  await writeFile(new URL(`gallery/${name}.jpg`, DOCS), await encode(image, { format: 'jpeg', quality: 88 }));
  console.log(`${name}: ${seconds.toFixed(1)} s`);
}
await engine.close();

const entries = PRESETS.map(({ name, title, artist, year, fast }) => {
  const qualities = fast ? 'fast and high' : 'high';
  return `| ![${title}](gallery/${name}.jpg) | **${name}**<br>*${title}*<br>${artist}, ${year}<br>${qualities} |`;
});
await writeFile(
  new URL('gallery.md', DOCS),
  [
    '# Gallery',
    '',
    'Every preset on one photo (Picos de Europa by Aitzol Berasategi, 2018, CC BY 4.0), in high quality with the',
    'defaults, painted by us with `training/presets/gallery.ts`. The paintings themselves are not part of Atelier;',
    'their statistics are.',
    '',
    '| | |',
    '|---|---|',
    ...entries,
    '',
  ].join('\n'),
);
