/**
 * onnxruntime, TensorFlow's own library where it is installed, and tfjs in WebAssembly: the same work in one run, and
 * how far their pictures are apart. A process of its own. --keep FOLDER: writes the pictures there.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chooseEngine, type EngineChoice } from '@atelier/core/engines/choose.ts';
import { findInstallation, installationFolder } from '@atelier/core/engines/tensorflow/installation.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { loadPerceptual } from '@atelier/core/networks/perceptual.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { evaluatorAt } from './gradient.ts';
import { median } from './measure.ts';
import { samplePhotoBytes } from './photo.ts';

const threads = availableParallelism();
const native = findInstallation(installationFolder()) !== undefined;
const CHOICES: readonly EngineChoice[] = [
  { engine: 'onnx', device: 'cpu', threads },
  ...(native ? [{ engine: 'tensorflow', device: 'cpu', threads } as const] : []),
  { engine: 'tensorflow', device: 'wasm' },
];
const QUALITIES = [
  ['fast', 512],
  ['high', 256],
] as const;
const network = await loadPerceptual();
const photo = await decode(await samplePhotoBytes(), { maxSide: 512 });
const keep = process.argv[2] === '--keep' ? process.argv[3] : null;

interface Found {
  readonly title: string;
  /** by what was measured, with its unit */
  readonly times: Map<string, [value: number, unit: string]>;
  readonly pictures: Image[];
}

/** One engine after the other, not by turns: all of tfjs in a process shares one backend. */
async function measured(choice: EngineChoice): Promise<Found> {
  const engine = await chooseEngine(choice);
  const times: Found['times'] = new Map();
  for (const size of [256, 512]) {
    const evaluator = await evaluatorAt(engine, network, size);
    const milliseconds = await median(3, () => evaluator.evaluate());
    times.set(`loss and gradient, ${size}²`, [milliseconds, 'ms']);
    await evaluator.close();
  }
  const pictures: Image[] = [];
  for (const [quality, size] of QUALITIES) {
    const request = { photo, preset: 'starry-night', quality, size, engine } as const;
    if (quality === 'fast') await paint(request);
    const begin = performance.now();
    pictures.push((await paint(request)).image);
    const seconds = (performance.now() - begin) / 1000;
    times.set(`a whole picture, ${quality}, ${size} pixels long`, [seconds, 's']);
  }
  await engine.close();
  return { title: `${engine.version}, ${engine.device}`, times, pictures };
}

const all: Found[] = [];
for (const choice of CHOICES) all.push(await measured(choice));
const [first, ...others] = all as [(typeof all)[number], ...typeof all];
console.log(`| | ${all.map(({ title }) => title).join(' | ')} |`);
console.log(`|---|${all.map(() => '---|').join('')}`);
for (const [what, [own]] of first.times) {
  const told = all.map(({ times }, i) => {
    const [value, unit] = times.get(what)!;
    return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}${i === 0 ? '' : ` (${(value / own).toFixed(1)} times)`}`;
  });
  console.log(`| ${what} | ${told.join(' | ')} |`);
}
for (const [i, [quality]] of QUALITIES.entries()) {
  const told = others.map(({ pictures }) => {
    const apart = first.pictures[i]!.data.map((value, j) => 255 * Math.abs(value - pictures[i]!.data[j]!));
    const mean = apart.reduce((a, b) => a + b) / apart.length;
    return `${mean.toFixed(3)}, at most ${apart.reduce((a, b) => Math.max(a, b)).toFixed(1)}`;
  });
  console.log(`| ${quality}: grey levels from the first, mean | – | ${told.join(' | ')} |`);
}
if (keep) {
  await mkdir(keep, { recursive: true });
  for (const [i, { pictures }] of all.entries()) {
    for (const [j, image] of pictures.entries()) {
      const file = join(keep, `${QUALITIES[j]![0]}-${i}.png`);
      await writeFile(file, await encode(image, { format: 'png' }));
    }
  }
}
process.exit(0);
