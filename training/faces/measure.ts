/**
 * How well faces keep their likeness: paints photos with `faces: keep` and `paint`, and compares each face with the
 * photo's own by another's networks, which are installed outside the project:
 *
 *   npm install --prefix JUDGE @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
 *   node training/faces/measure.ts --judge JUDGE --photos FOLDER [--only a.jpg,b.jpg] [--presets udnie,the-scream]
 *     [--quality high] [--size PX] [--least PX] [--most PX] [--out FOLDER]
 *
 * Prints for each preset the mean distance of 68 landmarks to the photo's, in per cent of the distance of the eyes; the
 * distance of the faces' descriptors (King 2017: the same person below 0.6), both pictures cut by the photo's landmarks;
 * and the style left outside the faces, where both have the same ones. Writes the pictures to OUT.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { findFaces } from '@atelier/core/faces/find-faces.ts';
import { faceMask, scaledFaces } from '@atelier/core/faces/mask.ts';
import { compose } from '@atelier/core/images/compose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { resample } from '@atelier/core/images/resize.ts';
import { likeness } from '@atelier/core/transfer/likeness.ts';
import { faceDetector } from '@atelier/core/transfer/networks.ts';
import { FACES } from '@atelier/core/transfer/options.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { openJudge, type Seen } from './judge.ts';

const { values } = parseArgs({
  options: {
    judge: { type: 'string' },
    photos: { type: 'string' },
    only: { type: 'string' },
    presets: {
      type: 'string',
      default: 'starry-night,udnie,the-scream,great-wave,woman-with-a-hat,water-lilies',
    },
    quality: { type: 'string', default: 'fast' },
    size: { type: 'string', default: '512' },
    least: { type: 'string', default: '30' },
    most: { type: 'string', default: '120' },
    out: { type: 'string' },
  },
});
const { judge: folder, photos: from, out } = values;
if (folder === undefined || from === undefined)
  throw new Error('Expected --judge FOLDER and --photos FOLDER');
const quality = values.quality === 'high' ? 'high' : 'fast';
const size = Number(values.size);
if (out !== undefined) await mkdir(out, { recursive: true });

const judge = await openJudge(folder);
const engine = await chooseEngine({ engine: 'onnx', device: 'cpu' });
const detector = await faceDetector();
const names = values.only?.split(',') ?? (await readdir(from)).toSorted();

interface Row {
  landmarks: number;
  identity: number;
}
const rows = new Map<string, Row[]>();
const styles = new Map<string, number[]>();
const note = <T>(map: Map<string, T[]>, key: string, value: T) => {
  map.set(key, [...(map.get(key) ?? []), value]);
};

for (const name of names) {
  const photo = await decode(await readFile(join(from, name)), { maxSide: size });
  const found = await findFaces(engine, photo, detector);
  const scale = size / Math.max(photo.width, photo.height);
  const fitting = found.filter(({ side }) => {
    return side * scale >= Number(values.least) && side * scale <= Number(values.most);
  });
  const before: Seen[] = [];
  for (const face of fitting) before.push(await judge.look(photo, face));
  if (before.length === 0) continue;
  // all that a mask reaches, and a little more
  const wider = found.map((face) => ({ ...face, side: 1.2 * face.side }));
  const soft = faceMask(wider, photo);
  const around = { ...soft, data: soft.data.map((value) => Math.ceil(value)) };
  for (const preset of values.presets.split(',')) {
    const request = { photo, preset, quality, size, engine } as const;
    const keep = (await paint({ ...request, faces: 'keep' })).image;
    const painted = (await paint({ ...request, faces: 'paint' })).image;
    const own = keep.width / photo.width;
    // deep layers see a face from outside it: for what is outside, both get the same faces
    const mask = resample(around, keep.width, keep.height);
    const outside = { keep: compose(keep, [{ image: painted, mask }]), paint: painted };
    for (const [faces, image] of Object.entries({ keep, paint: painted })) {
      const key = `${preset} ${faces}`;
      for (const [i, face] of scaledFaces(fitting, own).entries()) {
        note(rows, key, await judge.compare(image, face, before[i]!, own));
      }
      const regions = [{ mask: around, style: null }];
      const { styleLeft } = await likeness(
        { ...request, regions, feather: 0 },
        outside[faces as keyof typeof outside],
      );
      note(styles, key, styleLeft);
      if (out === undefined) continue;
      await writeFile(join(out, `${name}--${preset}--${faces}.png`), await encode(image, { format: 'png' }));
    }
  }
}

const mean = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / all.length;
for (const preset of [...values.presets.split(','), '']) {
  const said = FACES.map((faces) => {
    const of = <T>(map: Map<string, T[]>) => {
      return [...map].flatMap(([key, all]) => (key.endsWith(faces) && key.startsWith(preset) ? all : []));
    };
    const all = of(rows);
    return {
      count: all.length,
      landmarks: mean(all.map((row) => row.landmarks)),
      identity: mean(all.map((row) => row.identity)),
      style: mean(of(styles)),
    };
  });
  const [keep, painted] = said as [(typeof said)[0], (typeof said)[0]];
  const less = (a: number, b: number) => `${(100 * (1 - a / b)).toFixed(0)} % less`;
  console.log(
    `${(preset || 'all').padEnd(26)} ${keep.count} faces; landmarks ${painted.landmarks.toFixed(1)} → ${keep.landmarks.toFixed(1)} (${less(keep.landmarks, painted.landmarks)}); ` +
      `identity ${painted.identity.toFixed(3)} → ${keep.identity.toFixed(3)} (${less(keep.identity, painted.identity)}); ` +
      `style outside ${painted.style.toFixed(4)} → ${keep.style.toFixed(4)}`,
  );
}
await engine.close();
