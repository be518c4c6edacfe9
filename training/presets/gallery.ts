/**
 * Paints the sample pictures of every preset and writes docs/gallery.md:
 *
 *   node training/presets/gallery.ts [--photo FILE] [--size PX] [--only NAME] [--quality fast|high]
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
    quality: { type: 'string' },
  },
});

const photo = await decode(await readFile(values.photo), { maxSide: 1280 });
const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
await mkdir(new URL('gallery/', DOCS), { recursive: true });
for (const { name } of PRESETS) {
  if (values.only !== undefined && values.only !== name) continue;
  for (const quality of ['high', 'fast'] as const) {
    if (values.quality !== undefined && values.quality !== quality) continue;
    const size = Number(values.size);
    const { image, seconds } = await paint({ photo, preset: name, quality, size, engine });
    const file = new URL(`gallery/${fileOf(name, quality)}`, DOCS);
    await writeFile(file, await encode(image, { format: 'jpeg', quality: 88 }));
    console.log(`${name}, ${quality}: ${seconds.toFixed(1)} s`);
  }
}
await engine.close();

const entries = PRESETS.map(({ name, title, artist, year }) => {
  const [high, fast] = (['high', 'fast'] as const).map((quality) => {
    return `![${title}, ${quality}](gallery/${fileOf(name, quality)})`;
  });
  return `| ${high} | ${fast} | **${name}**<br>*${title}*<br>${artist}, ${year} |`;
});
await writeFile(
  new URL('gallery.md', DOCS),
  [
    '# Gallery',
    '',
    'Every preset on one photo (Picos de Europa by Aitzol Berasategi, 2018, CC BY 4.0), at 512 pixels, otherwise with the defaults, painted by us',
    'with `training/presets/gallery.ts`. The paintings themselves are not part of Atelier; their statistics are.',
    '',
    '| high | fast | |',
    '|---|---|---|',
    ...entries,
    '',
  ].join('\n'),
);

function fileOf(name: string, quality: 'fast' | 'high'): string {
  return quality === 'high' ? `${name}.jpg` : `${name}-fast.jpg`;
}
