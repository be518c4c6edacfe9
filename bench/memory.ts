/**
 * `node bench/memory.ts SIZE …`: peak memory of square pictures in high quality, predicted and measured, each in a
 * process of its own. Few iterations: from the tenth on L-BFGS has all its vectors, and nothing grows any more.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { predict } from '@atelier/core/transfer/predict.ts';
import { peakMemory } from './measure.ts';
import { samplePhoto } from './photo.ts';

const ITERATIONS = { levels: 2, iterations: 22 };
/** bytes; the usual limit of `memoryLimit`, whatever this machine has free */
const LIMIT = 3e9;

const [first, ...others] = process.argv.slice(2);
if (first === 'in-this-process') await measure(Number(others[0]));
else {
  console.log('| size | tiles | predicted | measured |\n|---|---|---|---|');
  for (const size of process.argv.slice(2)) {
    const args = [fileURLToPath(import.meta.url), 'in-this-process', size];
    process.stdout.write(execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
  }
}

async function measure(size: number): Promise<void> {
  const engine = await chooseEngine({ engine: 'onnx', device: 'cpu', memory: LIMIT });
  const photo = await resize(await samplePhoto(), size, size);
  const tuning = { schedule: ITERATIONS };
  const request = { photo, preset: 'starry-night', quality: 'high', size, tuning, engine } as const;
  await paint(request);
  // Read before the prediction, whose trial takes memory too.
  const peak = peakMemory();
  const { tiles, bytes } = await predict(request);
  await engine.close();
  const gigabytes = [bytes ?? 0, peak].map((value) => `${(value / 1e9).toFixed(2)} GB`);
  console.log(`| ${size}² | ${tiles} | ${gigabytes.join(' | ')} |`);
}
