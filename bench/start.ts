/**
 * Does high quality gain from beginning with the fast result? `node bench/start.ts [SIZE]`: for pairs of photo
 * and preset the objective after the whole schedule, from either start, and after one whose coarse levels are
 * halved or left out. Not part of `npm run bench`; its answer stands in docs/engine.md.
 */
import { readFile } from 'node:fs/promises';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { fromPlanar, toPlanar } from '@atelier/core/engines/planar.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { layersOf } from '@atelier/core/objective/objective.ts';
import { createOptimiser } from '@atelier/core/optimisers/optimiser.ts';
import { loadPreset } from '@atelier/core/styles/preset-file.ts';
import type { Style } from '@atelier/core/styles/style.ts';
import { canvasFor, crop } from '@atelier/core/transfer/canvas.ts';
import { feedForward } from '@atelier/core/transfer/feed-forward.ts';
import { perceptual, transform } from '@atelier/core/transfer/networks.ts';
import { OBJECTIVE, STYLE_SCALE } from '@atelier/core/transfer/options.ts';
import { type Level, pyramid } from '@atelier/core/transfer/pyramid.ts';
import { startOf } from '@atelier/core/transfer/start.ts';

const SIZE = Number(process.argv[2] ?? 256);
const PAIRS = [
  ['stream', 'starry-night'],
  ['dogs-at-the-window', 'the-scream'],
  ['sunset', 'great-wave'],
  ['stream', 'composition-vii'],
] as const;

const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
const [network, fast] = [await perceptual(), await transform()];
const onCanvas = canvasFor(network, OBJECTIVE);

console.log(
  '| photo, preset | iterations | from the photo in the painting’s colours | from the fast result |',
);
console.log('|---|---|---|---|');
for (const [name, preset] of PAIRS) {
  const bytes = await readFile(new URL(`../docs/photos/${name}.jpg`, import.meta.url));
  const photo = await decode(bytes, { maxSide: SIZE });
  const { width, height } = photo;
  const style = await loadPreset(preset, network.digest);
  const vector = fast.styles.get(preset)!;
  const painted = await feedForward({ engine, transform: fast, vector, photo, width, height });
  const usual = pyramid(width, height, SIZE);
  const [coarsest] = usual;
  const coloured = await startOf({
    start: 'colours',
    photo: await resize(photo, coarsest.width, coarsest.height),
    parts: [{ style, weight: 1 }],
    side: coarsest.side * STYLE_SCALE,
    seed: 1,
  });
  for (const part of [1, 1 / 2, 0]) {
    const levels = usual.map((level, i) => {
      const last = i === usual.length - 1;
      return { ...level, iterations: last ? level.iterations : Math.round(part * level.iterations) };
    });
    const ends = [];
    for (const start of [coloured, painted]) ends.push(await objectiveAfter(levels, photo, style, start));
    const counts = levels.map(({ iterations }) => iterations).join(' + ');
    console.log(`| ${name}, ${preset} | ${counts} | ${ends.map((end) => end.toFixed(4)).join(' | ')} |`);
  }
}
await engine.close();

/** Total loss at the end size after the levels, coarse to fine. */
async function objectiveAfter(
  levels: readonly Level[],
  photo: Image,
  style: Style,
  start: Image,
): Promise<number> {
  let picture = start;
  let total = Number.NaN;
  for (const level of levels) {
    picture = await resize(picture, level.width, level.height);
    const canvas = onCanvas(picture);
    const evaluator = await engine.evaluator(network, OBJECTIVE, canvas);
    const small = onCanvas(await resize(photo, level.width, level.height));
    evaluator.setTargets({
      content: await engine.features(network, layersOf(OBJECTIVE.content), small),
      style: await style.at(level.side * STYLE_SCALE),
    });
    toPlanar(canvas, evaluator.picture);
    const optimiser = createOptimiser(evaluator.picture.length);
    for (let i = 0; i < level.iterations; i++) {
      const losses = await evaluator.evaluate();
      optimiser.step(evaluator.picture, losses.total, evaluator.gradient);
    }
    optimiser.settle(evaluator.picture);
    total = (await evaluator.evaluate()).total;
    picture = crop(fromPlanar(evaluator.picture, canvas.width, canvas.height), level.width, level.height);
    await evaluator.close();
  }
  return total;
}
