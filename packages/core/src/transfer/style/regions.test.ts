import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseEngine } from '../../engines/choose.ts';
import { colourStatistics } from '../../images/colour-transfer.ts';
import type { Image } from '../../images/image.ts';
import { resample } from '../../images/resize.ts';
import { STYLE_LAYERS } from '../../objective/objectives.ts';
import { random } from '../../random.ts';
import { perceptual } from '../networks.ts';
import { paint } from '../paint.ts';
import type { PaintRequest, Region } from '../request.ts';
import { regionPlan } from './regions.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());

const [WIDTH, HEIGHT] = [96, 64];

function draw(at: (x: number, y: number) => number[]): Image {
  const data = Float32Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return at(pixel % WIDTH, Math.floor(pixel / WIDTH))[i % 3]!;
  });
  return { width: WIDTH, height: HEIGHT, data };
}
const next = random(4);
const photo = draw((x, y) => [0.4 + x / 300, 0.5, 0.7 - y / 200]);
/** Blocks of light and dark, since from a plain card nothing is taken. */
const isLight = (x: number, y: number) => ((x >> 3) + (y >> 3)) % 2 === 0;
const red = draw((x, y) => (isLight(x, y) ? [1, 0.1 + 0.4 * next(), 0.2] : [0.6, 0, 0]));
const green = draw((x, y) => (isLight(x, y) ? [0.2, 1, 0.1 + 0.4 * next()] : [0, 0.6, 0]));
const mask = (inside: (x: number, y: number) => boolean) =>
  draw((x, y) => (inside(x, y) ? [1, 1, 1] : [0, 0, 0]));
const left = mask((x) => x < WIDTH / 2);
const middle = mask((x) => x >= 32 && x < 64);

const request: PaintRequest = {
  photo,
  quality: 'high',
  size: WIDTH,
  engine,
  feather: 0,
  tuning: { schedule: { iterations: 30 }, objective: { contentWeight: 0.1 } },
};

/** Mean colour between two columns, which belong to it and to it not. */
function colourOf(image: Image, from: number, to: number): Float32Array {
  return colourStatistics(
    image,
    mask((x) => x >= from && x < to),
  ).mean;
}
const near = (a: Float32Array, b: number[], slack: number) =>
  a.every((value, i) => Math.abs(value - b[i]!) < slack);

test('each region comes to the statistics of its own style', async () => {
  const { image, losses } = await paint({
    ...request,
    styles: [green],
    regions: [{ mask: left, style: { image: red } }],
  });
  const [one, other] = [colourOf(image, 0, 40), colourOf(image, 56, WIDTH)];
  assert.ok(near(one, [0.8, 0.15, 0.1], 0.12), `left ${one}`);
  assert.ok(near(other, [0.1, 0.8, 0.15], 0.12), `right ${other}`);
  assert.ok(losses.at(-1)!.style < losses[0]!.style);
});

test('a region of none keeps the photo, value for value, and its surroundings do not', async () => {
  const { image } = await paint({ ...request, styles: [red], regions: [{ mask: middle, style: null }] });
  const at = (picture: Image, x: number) =>
    picture.data.subarray(3 * (30 * WIDTH + x), 3 * (30 * WIDTH + x) + 3);
  for (const x of [36, 48, 60]) {
    at(photo, x).forEach((value, c) => {
      assert.ok(Math.abs(at(image, x)[c]! - value) < 1e-6);
    });
  }
  const [one, other] = [colourOf(image, 0, 28), colourOf(image, 68, WIDTH)];
  const around = one.map((value, c) => (value + other[c]!) / 2);
  assert.ok(near(around, [0.8, 0.15, 0.1], 0.15), `around ${around}`);
});

test('without a style for the rest the photo stays there, with a soft edge', async () => {
  const { image } = await paint({ ...request, feather: 4, regions: [{ mask: left, style: { image: red } }] });
  const redness = (x: number) => colourOf(image, x, x + 2)[0]! - colourOf(photo, x, x + 2)[0]!;
  assert.ok(redness(10) > 0.25 && Math.abs(redness(80)) < 0.01);
  // from full to nothing over some 20 columns, nowhere in one step
  const steps = Array.from({ length: 20 }, (_, i) => Math.abs(redness(37 + i + 1) - redness(37 + i)));
  assert.ok(Math.max(...steps) < 0.6 * redness(10), `largest step ${Math.max(...steps)}`);
  assert.ok(redness(46) > 0.05 && redness(46) < redness(10));
});

test('fast: a pass for each region, value for value, and the photo where there is none', async () => {
  const fast: PaintRequest = { ...request, quality: 'fast', tuning: undefined };
  const region = (preset: string) => ({ mask: left, style: { preset } });
  const [scream, wave] = [
    await paint({ ...fast, preset: 'the-scream' }),
    await paint({ ...fast, preset: 'great-wave' }),
  ];
  const both = await paint({ ...fast, preset: 'great-wave', regions: [region('the-scream')] });
  const alone = await paint({ ...fast, regions: [region('the-scream')] });
  const kept = await paint({ ...fast, preset: 'great-wave', regions: [{ mask: left, style: null }] });
  const sides = (one: Image, other: Image) =>
    one.data.map((value, i) => (left.data[i] ? value : other.data[i]!));
  for (const [{ image }, one, other] of [
    [both, scream.image, wave.image],
    [alone, scream.image, photo],
    [kept, photo, wave.image],
  ] as const) {
    const expected = sides(one, other);
    assert.ok(image.data.every((value, i) => Math.abs(value - expected[i]!) < 1e-5));
  }
  assert.ok(both.losses[1]!.style < both.losses[0]!.style);
});

const view = { engine, network: await perceptual(), layers: STYLE_LAYERS, rotation: 0 };
const plan = (regions: Region[], feather = 0) => {
  return regionPlan({ regions, styles: [green], photo, feather }, WIDTH, view);
};

test('a style counts as much as its part of the picture is large; presets are styles of regions too', async () => {
  const { parts, kept } = await plan([
    { mask: left, style: { preset: 'udnie' } },
    { mask: mask((x) => x >= 72), style: { image: red } },
  ]);
  assert.deepEqual(
    parts.map(({ weight }) => Math.round(100 * weight)),
    [50, 25, 25],
  );
  assert.equal(kept, undefined);
});

test('where masks overlap they share the place', async () => {
  const { parts } = await plan([
    { mask: left, style: { image: red } },
    { mask: mask(() => true), style: { image: green } },
  ]);
  assert.deepEqual(
    parts.map((part) => [part.mask!.data[0], part.mask!.data[3 * WIDTH - 3]]),
    [
      [0.5, 0],
      [0.5, 1],
    ],
  );
});

test('the longer side of a mask does not matter, its shape does', async () => {
  const large = resample(left, 3 * WIDTH, 3 * HEIGHT);
  const { parts } = await plan([{ mask: large, style: { image: red } }]);
  assert.ok(Math.abs(parts[0]!.weight - 0.5) < 0.01);
  const tall = resample(left, HEIGHT, WIDTH);
  await assert.rejects(plan([{ mask: tall, style: null }]), { code: 'option.invalid', message: /96×64/ });
});

test('a mask without white, and regions of nothing but photo, are refused', async () => {
  const black = mask(() => false);
  await assert.rejects(plan([{ mask: black, style: null }]), { code: 'option.invalid', message: /white/ });
  const photoOnly = paint({ ...request, regions: [{ mask: left, style: null }] });
  await assert.rejects(photoOnly, { code: 'option.invalid', message: /region/ });
});
