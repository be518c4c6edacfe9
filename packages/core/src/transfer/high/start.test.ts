import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourStatistics } from '../../images/colour-transfer.ts';
import type { Image } from '../../images/image.ts';
import { random } from '../../random.ts';
import { COLOURS, type Style } from '../../styles/style.ts';
import type { StylePart } from '../style/parts.ts';
import { type StartRequest, startOf } from './start.ts';

function speckled(seed: number, low: number, high: number): Image {
  const next = random(seed);
  return {
    width: 40,
    height: 30,
    data: Float32Array.from({ length: 3600 }, () => low + (high - low) * next()),
  };
}
const photo = speckled(1, 0.4, 0.6);
const painted = (seed: number, low: number, high: number): Style => ({
  at: async () => new Map([[COLOURS, colourStatistics(speckled(seed, low, high))]]),
});
const dark: StylePart = { style: painted(2, 0.05, 0.25), weight: 1 };
const light: StylePart = { style: painted(3, 0.75, 0.95), weight: 1 };

const begin = (start: StartRequest['start'], parts: StylePart[] = [dark], seed = 1) =>
  startOf({ start, photo, parts, side: 64, seed });
const mean = ({ data }: Image, from = 0, to = data.length) =>
  data.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
const apart = (a: Image, b: Image) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));

test('noise: white, over the whole range, of the seed, nothing of the photo', async () => {
  const [one, again, other] = [await begin(0), await begin(0), await begin(0, [dark], 2)];
  assert.deepEqual(one, again);
  assert.ok(apart(one, other) > 0.9);
  assert.ok(Math.abs(mean(one) - 0.5) < 0.02);
  const variance = one.data.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / one.data.length;
  assert.ok(Math.abs(variance - 1 / 12) < 0.006);
});

test('the photo: to a trace of noise that tells seeds apart', async () => {
  const one = await begin(1);
  assert.ok(apart(one, photo) < 0.021 && apart(one, photo) > 0);
  assert.ok(apart(one, await begin(1, [dark], 2)) > 0);
});

test('a mix: so much of the photo, the rest noise', async () => {
  const [noise, mixed] = [await begin(0), await begin(0.2)];
  mixed.data.forEach((value, i) => {
    assert.ok(Math.abs(value - (0.8 * noise.data[i]! + 0.2 * photo.data[i]!)) < 1e-6);
  });
});

test('colours: the painting’s; of several their mean; of regions each in its place', async () => {
  assert.ok(Math.abs(mean(await begin('colours')) - 0.15) < 0.01);
  assert.ok(Math.abs(mean(await begin('colours', [dark, light])) - 0.5) < 0.02);
  const half = (upper: number): Image => {
    const data = Float32Array.from({ length: 3600 }, (_, i) => (i < 1800 ? upper : 1 - upper));
    return { width: 40, height: 30, data };
  };
  const places = await begin('colours', [
    { ...dark, mask: half(1) },
    { ...light, mask: half(0) },
  ]);
  assert.ok(Math.abs(mean(places, 0, 1800) - 0.15) < 0.01);
  assert.ok(Math.abs(mean(places, 1800) - 0.85) < 0.01);
});

test('a picture: itself in the size of the photo, to a trace of noise', async () => {
  const even = { width: 80, height: 60, data: new Float32Array(14400).fill(0.7) };
  const one = await begin(even);
  assert.deepEqual([one.width, one.height], [40, 30]);
  assert.ok(one.data.every((value) => Math.abs(value - 0.7) < 0.021));
  assert.ok(apart(one, await begin(even, [dark], 2)) > 0);
});

test('a part beyond its range is refused', () => assert.rejects(begin(1.5), { code: 'option.invalid' }));
