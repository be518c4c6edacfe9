/** One large picture in fast quality, a process of its own (argument: side of the square in pixels). */
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { peakMemory } from './measure.ts';
import { samplePhoto } from './photo.ts';

const size = Number(process.argv[2]);
const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
const photo = await resize(await samplePhoto(), size, size);
const begin = performance.now();
const { image } = await paint({ photo, preset: 'starry-night', quality: 'fast', size, engine });
const seconds = (performance.now() - begin) / 1000;
await encode(image, { format: 'jpeg' });
await engine.close();
const peak = peakMemory() / 1e6;
console.log(
  `| ${size}² in strips, with the losses | ${seconds.toFixed(1)} s, peak memory ${peak.toFixed(0)} MB |`,
);
