/**
 * `node bench/scaling.ts SIZE …`: whole pictures in high quality by size, each in a process of its own, and how their
 * time grows with the pixels.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { peakMemory } from './measure.ts';
import { samplePhotoBytes } from './photo.ts';

interface Measured {
  readonly width: number;
  readonly height: number;
  readonly iterations: number;
  readonly seconds: number;
  /** bytes */
  readonly memory: number;
}

const [first, ...others] = process.argv.slice(2);
if (first === 'in-this-process') console.log(JSON.stringify(await measure(Number(others[0]))));
else {
  const sizes = process.argv.slice(2);
  const head = [
    'picture',
    'iterations',
    'seconds',
    'seconds a megapixel',
    ...sizes.map((size) => `÷ ${size}`),
  ];
  console.log(`| ${[...head, 'peak memory'].join(' | ')} |\n|${'---|'.repeat(head.length + 1)}`);
  const rates: number[] = [];
  for (const size of sizes) {
    const { width, height, iterations, seconds, memory } = inProcess(size);
    rates.push(seconds / ((width * height) / 1e6));
    const rate = rates[rates.length - 1]!;
    const ratios = sizes.map((_, i) => (i < rates.length - 1 ? (rate / rates[i]!).toFixed(2) : '–'));
    const cells = [`${width}×${height}`, iterations, seconds.toFixed(1), rate.toFixed(1), ...ratios];
    console.log(`| ${[...cells, `${(memory / 1e6).toFixed(0)} MB`].join(' | ')} |`);
  }
}

function inProcess(size: string): Measured {
  const args = [fileURLToPath(import.meta.url), 'in-this-process', size];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}

/** From the file to the picture, with the engine's start. */
async function measure(size: number): Promise<Measured> {
  const begin = performance.now();
  const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
  const photo = await decode(await samplePhotoBytes(), { maxSide: size });
  const { image, iterations } = await paint({ photo, preset: 'starry-night', quality: 'high', size, engine });
  const seconds = (performance.now() - begin) / 1000;
  await engine.close();
  return { width: image.width, height: image.height, iterations, seconds, memory: peakMemory() };
}
