/** One picture in high quality, part by part; a process of its own (argument: longer side in pixels). */
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { peakMemory, Stopwatch } from './measure.ts';
import { samplePhotoBytes } from './photo.ts';
import { timedEngine } from './timed-engine.ts';

const size = Number(process.argv[2]);
const watch = new Stopwatch();
const begin = performance.now();
const engine = await watch.time('load engine', () => chooseEngine({ engine: 'auto', device: 'auto' }));
const photo = await watch.time('decode', async () => decode(await samplePhotoBytes(), { maxSide: size }));
const painting = await paint({
  photo,
  preset: 'starry-night',
  quality: 'high',
  size,
  engine: timedEngine(engine, watch),
});
const { length } = await watch.time('encode (PNG)', () => encode(painting.image, { format: 'png' }));
await engine.close();
const total = performance.now() - begin;
watch.milliseconds.set('optimiser, resizing, copies', total - watch.total());

const rows = [...watch.milliseconds].sort((a, b) => b[1] - a[1]);
const { width, height } = painting.image;
console.log('| part | seconds | share |\n|---|---|---|');
for (const [part, ms] of rows) {
  console.log(`| ${part} | ${(ms / 1000).toFixed(2)} | ${((100 * ms) / total).toFixed(0)} % |`);
}
console.log(
  `| **${width}×${height}, ${painting.iterations} iterations** | **${(total / 1000).toFixed(2)}** | |`,
);
console.log(`\nPeak memory ${(peakMemory() / 1e6).toFixed(0)} MB; file ${(length / 1e6).toFixed(2)} MB.`);
