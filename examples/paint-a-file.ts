/**
 * Paints a file. Ctrl-C stops within one iteration.
 *
 *     node paint-a-file.ts photo.jpg painted.png starry-night high
 */
import { readFile, writeFile } from 'node:fs/promises';
import { chooseEngine } from '@atelier/core/engines';
import { AtelierError } from '@atelier/core/errors';
import { decode, encode, formatOf } from '@atelier/core/images';
import { decodedSideOf, paint, QUALITIES } from '@atelier/core/paint';

const [from, to, preset = 'starry-night', wanted = 'fast', size] = process.argv.slice(2);
const quality = QUALITIES.find((name) => name === wanted);
if (from === undefined || to === undefined || quality === undefined) {
  throw new Error(`usage: node paint-a-file.ts PHOTO PAINTED [PRESET] [${QUALITIES.join('|')}] [SIZE]`);
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const engine = await chooseEngine();
try {
  const side = size === undefined ? null : Number(size);
  const photo = await decode(await readFile(from), { maxSide: decodedSideOf(quality, side) });
  const painting = await paint({
    engine,
    photo,
    preset,
    quality,
    size: side,
    signal: stop.signal,
    onProgress: ({ fraction, total }) => {
      console.log(`${Math.round(100 * fraction)} %, loss ${total.toPrecision(3)}`);
    },
  });
  await writeFile(to, await encode(painting.image, { format: formatOf(to) }));
  console.log(`${to}: ${painting.seconds.toFixed(1)} s on ${painting.engine} (${painting.device})`);
} catch (error) {
  if (!(error instanceof AtelierError)) throw error;
  // a sentence for people, a code for programs
  console.error(`${error.message} (${error.code})`);
  process.exitCode = 1;
} finally {
  await engine.close();
}
