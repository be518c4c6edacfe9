/**
 * `node bench/single-scale.ts SIZE …`: coarse to fine against L-BFGS at the end size alone, at equal objective: all of
 * it, measured at the end size. From noise (Gatys et al. 2016), the photo in the painting's colours, and our start, the
 * fast result. The objective does not see what the coarse sizes are for: strokes and shapes larger than a layer looks.
 */
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import type { Tuning } from '@atelier/core/transfer/request.ts';
import { samplePhotoBytes } from './photo.ts';

const STARTS = {
  'from noise': 0,
  'from the painting’s colours': 'colours',
  'from the fast result': 'fast',
} as const;
/** Single scale is given so many times the time of coarse to fine. */
const PATIENCE = 6;
/** More than there is patience for. */
const WITHOUT_END = 100_000;

interface Way {
  /** least objective at the end size */
  readonly objective: number;
  readonly iterations: number;
  readonly seconds: number;
}

const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
// Files are read and code is compiled once, which is nobody's time.
await minimise(128, { schedule: { levels: 1, iterations: 2 } }, () => false);
console.log(
  '| size | objective | coarse to fine | single scale, until it is as low | | coarse to fine takes |\n|---|---|---|---|---|---|',
);
for (const size of process.argv.slice(2).map(Number)) {
  const ours = await minimise(size, {}, () => false);
  for (const [name, start] of Object.entries(STARTS)) {
    const single = await minimise(
      size,
      { start, schedule: { levels: 1, iterations: WITHOUT_END } },
      ({ objective, seconds }) => objective <= ours.objective || seconds > PATIENCE * ours.seconds,
    );
    const reached = single.objective <= ours.objective;
    const cells = [
      `${size}`,
      ours.objective.toFixed(4),
      cost(ours),
      name,
      reached ? cost(single) : `not within ${cost(single)}: ${single.objective.toFixed(4)}`,
      `${reached ? '' : 'less than '}${((100 * ours.seconds) / single.seconds).toFixed(0)} % of the time`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
await engine.close();

function cost({ seconds, iterations }: Way): string {
  return `${seconds.toFixed(1)} s, ${iterations} iterations`;
}

/** Paints until the end, or until it is enough. */
async function minimise(size: number, tuning: Tuning, enough: (way: Way) => boolean): Promise<Way> {
  const photo = await decode(await samplePhotoBytes(), { maxSide: size });
  const stop = new AbortController();
  const begin = performance.now();
  let way: Way = { objective: Number.POSITIVE_INFINITY, iterations: 0, seconds: 0 };
  const painting = paint({
    photo,
    preset: 'starry-night',
    quality: 'high',
    size,
    tuning,
    engine,
    signal: stop.signal,
    onProgress: ({ width, height, total }) => {
      const isEndSize = Math.max(width, height) === size;
      const objective = isEndSize ? Math.min(way.objective, total) : way.objective;
      way = { objective, iterations: way.iterations + 1, seconds: (performance.now() - begin) / 1000 };
      if (enough(way)) stop.abort();
    },
  });
  await painting.catch((error) => {
    if (!stop.signal.aborted) throw error;
  });
  return way;
}
