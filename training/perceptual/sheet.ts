/**
 * Paints photos × paintings with one loss network, for comparing networks by eye and by training/defaults/judge.py:
 *
 *   node training/perceptual/sheet.ts --out FOLDER [--network FILE] [--kind perceptual|vgg19] [--size PX]
 *        [--photos a,b] [--paintings a,b]
 *
 * Writes FOLDER/PHOTO--PAINTING.png; pictures that are there already are kept, so that a run can go on.
 * The default network is the shipped one; the pyramid, the objective and the seed are the product's.
 */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { weightsFrom } from '@atelier/core/models/locate.ts';
import { loadPerceptual, perceptualFrom, vgg19From } from '@atelier/core/networks/perceptual.ts';
import { OBJECTIVE, STYLE_LAYERS } from '@atelier/core/objective/objectives.ts';
import { imageStyle } from '@atelier/core/styles/image-style.ts';
import { optimise } from '@atelier/core/transfer/high/optimise.ts';
import { pyramid } from '@atelier/core/transfer/high/pyramid.ts';
import { STYLE_SCALE } from '@atelier/core/transfer/options.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    network: { type: 'string' },
    kind: { type: 'string', default: 'perceptual' },
    size: { type: 'string', default: '384' },
    photos: { type: 'string', default: 'dogs-at-the-window,picos-de-europa,sunset,drum-and-wine,fig,stream' },
    paintings: {
      type: 'string',
      default:
        'van-gogh-starry-night,hokusai-great-wave,munch-the-scream,kandinsky-composition-vii,picabia-udnie,seurat-port-en-bessin',
    },
    'photo-folder': { type: 'string', default: here('../../docs/photos') },
    'painting-folder': { type: 'string', default: here('../../../shared/data/styles') },
  },
});
if (values.out === undefined) throw new Error('Expected --out FOLDER');

const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
const network = await networkOf(values.network, values.kind);
await mkdir(values.out, { recursive: true });
for (const photoName of values.photos.split(',')) {
  const photo = await decode(await readFile(join(values['photo-folder'], `${photoName}.jpg`)));
  for (const paintingName of values.paintings.split(',')) {
    const file = join(values.out, `${photoName}--${paintingName}.png`);
    if (await exists(file)) continue;
    const painting = await decode(await readFile(join(values['painting-folder'], `${paintingName}.jpg`)));
    const begin = performance.now();
    const { image } = await optimise({
      engine,
      network,
      objective: OBJECTIVE,
      photo,
      style: imageStyle(engine, network, STYLE_LAYERS, [painting]),
      styleScale: STYLE_SCALE,
      levels: pyramid(photo.width, photo.height, Number(values.size)),
      seed: 1,
      traceEvery: 100,
    });
    await writeFile(file, await encode(image, { format: 'png' }));
    console.log(`${file}: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  }
}
await engine.close();

async function networkOf(file: string | undefined, kind: string) {
  if (file === undefined) return loadPerceptual();
  const weights = weightsFrom(file, await readFile(file));
  return kind === 'vgg19' ? vgg19From(weights, 'average') : perceptualFrom(weights);
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
