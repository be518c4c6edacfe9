/** How true `--dry-run` is: what a painting was said to take, and what it took, one after the other. */
import type { Quality } from '@atelier/contract/order.ts';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { predict } from '@atelier/core/transfer/predict.ts';
import { peakMemory } from './measure.ts';
import { samplePhotoBytes } from './photo.ts';

/** `fast:1024 …` */
const asked = process.argv.slice(2).map((word) => word.split(':') as [Quality, string]);
const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
const file = await decode(await samplePhotoBytes());
console.log('| picture | said | taken | ratio | memory said | peak of the process so far |');
console.log('|---|---|---|---|---|---|');
for (const [quality, side] of asked) {
  const size = Number(side);
  const photo = await resize(file, size, Math.round((size * file.height) / file.width));
  const request = { photo, preset: 'starry-night', quality, size, engine };
  const { seconds, bytes } = await predict(request);
  const begin = performance.now();
  await paint(request);
  const taken = (performance.now() - begin) / 1000;
  const megabytes = (value: number) => `${Math.round(value / 1e6)} MB`;
  console.log(
    `| ${quality}, ${size} px | ${seconds.toFixed(1)} s | ${taken.toFixed(1)} s | ${(taken / seconds).toFixed(2)} | ${bytes === null ? '–' : megabytes(bytes)} | ${megabytes(peakMemory())} |`,
  );
}
await engine.close();
