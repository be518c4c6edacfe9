/**
 * Paints photos × presets × strengths in high quality with the defaults, and puts them on one sheet per photo:
 *
 *   node training/defaults/sheets.ts --out FOLDER [--strengths 40,70,100] [--sheets FOLDER]
 *
 * Writes FOLDER/STRENGTH/PHOTO--PRESET.png, for judge.py and the eye, and keeps what is there, so that it can go on
 * another day; then the sheets, small, for docs/. To be run again whenever the defaults of high quality change.
 */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { sheetOf } from './sheet.ts';

const PRESETS = [
  'starry-night',
  'great-wave',
  'the-scream',
  'composition-vii',
  'udnie',
  'cubist-composition',
  'woman-with-a-hat',
  'wheat-field',
  'night-cafe',
  'water-lilies',
  'port-en-bessin',
  'red-chalk',
];
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    sheets: { type: 'string' },
    size: { type: 'string', default: '512' },
    strengths: { type: 'string', default: '70,100,40' },
    presets: { type: 'string', default: PRESETS.join(',') },
    photos: {
      type: 'string',
      default: 'dogs-at-the-window,picos-de-europa,sunset,drum-and-wine,fig,dandelion',
    },
    'photo-folder': { type: 'string', default: here('../../docs/photos') },
    threads: { type: 'string' },
  },
});
if (values.out === undefined) throw new Error('Expected --out FOLDER');
const out = values.out;
const [photos, presets] = [values.photos.split(','), values.presets.split(',')];
const strengths = values.strengths.split(',').map(Number);
const photoFile = (photo: string) => join(values['photo-folder'], `${photo}.jpg`);
const pictureFile = (photo: string, preset: string, strength: number) =>
  join(out, String(strength), `${photo}--${preset}.png`);

const threads = values.threads === undefined ? undefined : Number(values.threads);
const engine = await chooseEngine({ engine: 'auto', device: 'auto', threads });
for (const strength of strengths) {
  for (const photo of photos) {
    const picture = await decode(await readFile(photoFile(photo)), { maxSide: 1280 });
    for (const preset of presets) {
      const file = pictureFile(photo, preset, strength);
      if (await exists(file)) continue;
      await mkdir(dirname(file), { recursive: true });
      const size = Number(values.size);
      const { image, seconds } = await paint({
        photo: picture,
        preset,
        quality: 'high',
        size,
        strength,
        engine,
      });
      await writeFile(file, await encode(image, { format: 'png' }));
      console.log(`${strength} ${photo} ${preset}: ${seconds.toFixed(1)} s`);
    }
  }
}
await engine.close();

if (values.sheets !== undefined) {
  const ascending = strengths.toSorted((a, b) => a - b);
  for (const photo of photos) {
    const rows = presets.map((preset) => ({
      title: preset,
      files: ascending.map((strength) => pictureFile(photo, preset, strength)),
    }));
    const file = join(values.sheets, `${photo}.jpg`);
    await writeFile(file, await sheetOf({ photo: photoFile(photo), titles: ascending.map(String), rows }));
    console.log(file);
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
