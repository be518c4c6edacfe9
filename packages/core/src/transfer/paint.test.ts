import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseEngine } from '../engines/choose.ts';
import type { Image } from '../images/image.ts';
import { random } from '../random.ts';
import type { Progress } from '../report/progress.ts';
import { paint } from './paint.ts';
import type { PaintRequest } from './request.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());

/** A dark disc on a light gradient, 90×66: neither side is a multiple of anything. */
const PHOTO: Image = draw(90, 66, (x, y) => {
  return Math.hypot(x - 40, y - 30) < 18 ? [0.2, 0.1, 0.1] : [0.5 + x / 200, 0.6, 0.9 - y / 150];
});
/** Coloured stripes, as different from the photo as can be. */
const PAINTING: Image = draw(120, 100, (x, y) => [(x + y) % 14 < 7 ? 0.9 : 0.1, x % 9 < 4 ? 0.8 : 0.2, 0.1]);

function draw(width: number, height: number, at: (x: number, y: number) => number[]): Image {
  const data = Float32Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return at(pixel % width, Math.floor(pixel / width))[i % 3]!;
  });
  return { width, height, data };
}

const HIGH: PaintRequest = { photo: PHOTO, styles: [PAINTING], quality: 'high', engine };

test('high: same size as the photo, losses fall, every value displayable', async () => {
  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => void seen.push(progress);
  const painting = await paint({ ...HIGH, traceEvery: 7, onProgress });
  assert.deepEqual([painting.image.width, painting.image.height], [90, 66]);
  assert.ok(painting.image.data.every((value) => value >= 0 && value <= 1));
  const { losses, iterations } = painting;
  assert.ok(losses.at(-1)!.total < losses[0]!.total / 4, `${losses[0]!.total} to ${losses.at(-1)!.total}`);
  assert.deepEqual(
    losses.slice(0, 2).map(({ iteration }) => iteration),
    [0, 7],
  );
  assert.equal(losses.at(-1)!.iteration, iterations - 1);
  assert.equal(seen.length, iterations);
  assert.ok(Math.abs(seen.at(-1)!.fraction - 1) < 1e-9);
  assert.ok(seen.every((p, i) => i === 0 || p.fraction > seen[i - 1]!.fraction));
  assert.deepEqual([painting.engine, painting.device, painting.quality], ['onnx', 'cpu', 'high']);
});

test('high: a seed gives the same picture again, another one another picture', async () => {
  const size = 64;
  const [a, b, c] = [
    await paint({ ...HIGH, size, seed: 5 }),
    await paint({ ...HIGH, size, seed: 5 }),
    await paint({ ...HIGH, size, seed: 6 }),
  ];
  assert.deepEqual(a.image, b.image);
  assert.notDeepEqual(a.image, c.image);
});

test('high: an abort ends the work within one iteration', async () => {
  const stop = new AbortController();
  let calls = 0;
  const onProgress = () => {
    calls++;
    if (calls === 3) stop.abort();
  };
  await assert.rejects(paint({ ...HIGH, signal: stop.signal, onProgress }), { code: 'job.cancelled' });
  assert.equal(calls, 3);
});

test('high: a preview is a picture of the level’s size', async () => {
  let preview: Image | undefined;
  const onProgress = (progress: Progress) => {
    preview ??= progress.preview();
    assert.ok(preview.width === progress.width || progress.iteration > 0);
  };
  await paint({ ...HIGH, size: 64, onProgress });
  assert.equal(preview!.data.length, preview!.width * preview!.height * 3);
});

test('fast: sides that are no multiple of four, losses of photo and result', async () => {
  const { image, losses, iterations } = await paint({
    photo: PHOTO,
    preset: 'starry-night',
    quality: 'fast',
    engine,
  });
  assert.deepEqual([image.width, image.height, iterations], [90, 66, 1]);
  assert.deepEqual(
    losses.map(({ iteration }) => iteration),
    [0, 1],
  );
  assert.ok(losses[0]!.content < 1e-6 && losses[1]!.content > 0.001);
  assert.ok(losses[1]!.style < losses[0]!.style / 2, `style ${losses[0]!.style} to ${losses[1]!.style}`);
});

test('fast: losses that are left out for later are the same when they are asked for', async () => {
  const request = { photo: PHOTO, preset: 'starry-night', quality: 'fast', take: 1, engine } as const;
  const { seconds: _, ...now } = await paint(request);
  const reported: number[] = [];
  const onProgress = ({ fraction, total }: Progress) => void reported.push(fraction, total);
  const { seconds: _later, measure, ...later } = await paint({ ...request, lossesLater: true, onProgress });
  assert.deepEqual(reported, [1, Number.NaN]);
  assert.deepEqual(later.losses, []);
  assert.deepEqual({ ...later, losses: await measure!() }, now);
  const none = await paint({ ...request, strength: 0, lossesLater: true });
  assert.equal((await none.measure!()).length, 2);
  const high = await paint({ ...HIGH, size: 64, strength: 0, lossesLater: true });
  assert.deepEqual([high.losses.length, high.measure], [2, undefined]);
});

test('a photo is enlarged only when a size is given', async () => {
  const small = await paint({ photo: PHOTO, preset: 'great-wave', quality: 'fast', engine, size: 120 });
  assert.deepEqual([small.image.width, small.image.height], [120, 88]);
});

const REFUSED: [string, Partial<PaintRequest>, string][] = [
  ['neither preset nor style', { styles: undefined }, 'option.invalid'],
  ['unknown preset', { styles: undefined, preset: 'no-such' }, 'preset.unknown'],
  ['size too large', { size: 100_000 }, 'option.invalid'],
  ['size that is no whole number', { size: 99.5 }, 'option.invalid'],
  ['negative seed', { seed: -1 }, 'option.invalid'],
  ['trace every zero iterations', { traceEvery: 0 }, 'option.invalid'],
];
for (const [name, change, code] of REFUSED) {
  test(`refused: ${name}`, () => assert.rejects(paint({ ...HIGH, ...change }), { code }));
}

test('the random numbers of a seed are the published ones of mulberry32, and even', () => {
  const next = random(1);
  assert.ok(Math.abs(next() - 0.6270739405881613) < 1e-12);
  let sum = 0;
  for (let i = 0; i < 1000; i++) sum += next();
  assert.ok(Math.abs(sum / 1000 - 0.5) < 0.03);
});
