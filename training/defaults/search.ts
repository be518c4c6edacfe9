/**
 * Paints photos × paintings in every variant of variants.ts, for judge.py and the eye:
 *
 *   node training/defaults/search.ts --out FOLDER [--size PX] [--photos a,b] [--paintings a,b] [--only "content 0.7x,scale 1.5"]
 *
 * Writes FOLDER/VARIANT/PHOTO--PAINTING.png and keeps what is there, so that a search can go on another day.
 */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { loadPerceptual } from '@atelier/core/networks/perceptual.ts';
import { imageStyle } from '@atelier/core/styles/image-style.ts';
import { optimise } from '@atelier/core/transfer/high/optimise.ts';
import { VARIANTS } from './variants.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    size: { type: 'string', default: '256' },
    photos: { type: 'string', default: 'dogs-at-the-window,picos-de-europa,sunset,drum-and-wine' },
    paintings: { type: 'string', default: 'van-gogh-starry-night,hokusai-great-wave,picabia-udnie' },
    only: { type: 'string', default: Object.keys(VARIANTS).join(',') },
    'photo-folder': { type: 'string', default: here('../../docs/photos') },
    'painting-folder': { type: 'string', default: here('../../../shared/data/styles') },
  },
});
if (values.out === undefined) throw new Error('Expected --out FOLDER');

const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
const network = await loadPerceptual();
const picture = async (folder: string, name: string) => decode(await readFile(join(folder, `${name}.jpg`)));
for (const name of values.only.split(',')) {
  const { objective, styleScale, levels } = VARIANTS[name]!;
  const folder = join(values.out, name);
  await mkdir(folder, { recursive: true });
  for (const photoName of values.photos.split(',')) {
    const photo = await picture(values['photo-folder'], photoName);
    for (const paintingName of values.paintings.split(',')) {
      const file = join(folder, `${photoName}--${paintingName}.png`);
      if (await exists(file)) continue;
      const painting = await picture(values['painting-folder'], paintingName);
      const { image } = await optimise({
        engine,
        network,
        objective,
        photo,
        style: imageStyle(
          engine,
          network,
          objective.style.map(({ layer }) => layer),
          [painting],
        ),
        styleScale,
        levels: levels(photo.width, photo.height, Number(values.size)),
        seed: 1,
        traceEvery: 100,
      });
      await writeFile(file, await encode(image, { format: 'png' }));
    }
  }
  console.log(folder);
}
await engine.close();

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
