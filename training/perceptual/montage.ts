/**
 * Lays the pictures of one or two folders of sheet.ts out as one contact sheet:
 *
 *   node training/perceptual/montage.ts --out FILE.jpg --folder FOLDER [--beside FOLDER --names ours,VGG-19]
 *        [--photos a,b] [--paintings a,b] [--cell PX]
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decode } from '@atelier/core/images/decode.ts';
import { contactSheet } from '@atelier/core/report/contact-sheet.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    folder: { type: 'string' },
    beside: { type: 'string' },
    names: { type: 'string', default: 'ours,VGG-19' },
    photos: { type: 'string' },
    paintings: { type: 'string' },
    cell: { type: 'string', default: '200' },
  },
});
const { out, folder, beside } = values;
if (out === undefined || folder === undefined) throw new Error('Expected --out FILE and --folder FOLDER');

const pairs = (await readdir(folder))
  .filter((file) => file.endsWith('.png'))
  .map((file) => file.slice(0, -4).split('--'));
const photos = values.photos?.split(',') ?? [...new Set(pairs.map(([photo]) => photo!))];
const paintings = values.paintings?.split(',') ?? [...new Set(pairs.map(([, painting]) => painting!))];
const [left = '', right = ''] = values.names.split(',');
const cell = Number(values.cell);

const read = async (path: string) => decode(await readFile(path), { maxSide: cell });
const rows = [];
for (const photo of photos) {
  const cells = [await read(fileURLToPath(new URL(`../../docs/photos/${photo}.jpg`, import.meta.url)))];
  for (const painting of paintings) {
    const file = `${photo}--${painting}.png`;
    cells.push(await read(join(folder, file)));
    if (beside !== undefined) cells.push(await read(join(beside, file)));
  }
  rows.push({ label: '', cells });
}
// `van-gogh-starry-night` is the file of a painting; without the painter it is its title.
const titles = paintings.map((name) =>
  name.replace(/^(van-gogh|hokusai|munch|kandinsky|picabia|seurat)-/, '').replaceAll('-', ' '),
);
const columns = [
  'photo',
  ...titles.flatMap((title) => (beside === undefined ? [title] : [`${title}, ${left}`, right])),
];
await writeFile(out, await contactSheet({ rows, columns, cell, format: 'jpeg' }));
