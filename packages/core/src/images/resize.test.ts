import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from './image.ts';
import { fit, resize } from './resize.ts';

function draw(width: number, height: number, pixel: (x: number, y: number) => number[]): Image {
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(pixel(x, y), (y * width + x) * 3);
  return { width, height, data };
}

const red = (image: Image, x: number, y: number) => image.data[(y * image.width + x) * 3]!;

test('fit keeps the aspect and never reaches zero', () => {
  assert.deepEqual(fit(4000, 3000, 512), { width: 512, height: 384 });
  assert.deepEqual(fit(300, 400, 800), { width: 600, height: 800 });
  assert.deepEqual(fit(1000, 10, 20), { width: 20, height: 1 });
});

test('a flat colour stays exactly flat at the edges too', async () => {
  const flat = draw(17, 9, () => [0.25, 0.5, 0.75]);
  for (const [width, height] of [
    [40, 30],
    [5, 4],
    [40, 4],
  ] as const) {
    const { data } = await resize(flat, width, height);
    assert.equal(data.length, width * height * 3);
    for (let i = 0; i < data.length; i++) assert.ok(Math.abs(data[i]! - [0.25, 0.5, 0.75][i % 3]!) < 1e-6);
  }
});

test('enlarging does not shift the picture: a ramp stays where it was', async () => {
  // libvips shifts by a quarter of a pixel here, which a pyramid would add up level by level
  const ramp = draw(32, 8, (x) => [x / 32, 0, 0]);
  const large = await resize(ramp, 64, 16);
  for (let x = 8; x < 56; x++) {
    const there = ((x + 0.5) / 2 - 0.5) / 32;
    assert.ok(Math.abs(red(large, x, 8) - there) < 1e-3, `x = ${x}: ${red(large, x, 8)} and not ${there}`);
  }
});

test('both axes are treated alike: resizing the transposed picture gives the transposed result', async () => {
  const wave = (x: number, y: number) => [0.5 + 0.3 * Math.sin(x * 0.9) * Math.cos(y * 0.4), 0.2, 0.9];
  const upright = await resize(draw(20, 30, wave), 31, 17);
  const lying = await resize(
    draw(30, 20, (x, y) => wave(y, x)),
    17,
    31,
  );
  for (let y = 0; y < 17; y++) {
    for (let x = 0; x < 31; x++) assert.ok(Math.abs(red(upright, x, y) - red(lying, y, x)) < 1e-5);
  }
});

test('shrinking does not alias: a checkerboard becomes grey', async () => {
  const small = await resize(
    draw(64, 64, (x, y) => [(x + y) % 2, (x + y) % 2, (x + y) % 2]),
    16,
    16,
  );
  for (let y = 2; y < 14; y++)
    for (let x = 2; x < 14; x++) assert.ok(Math.abs(red(small, x, y) - 0.5) < 0.02);
});

test('overshoot at a hard edge is clamped to [0, 1]', async () => {
  const { data } = await resize(
    draw(16, 16, (x) => (x < 8 ? [0, 0, 0] : [1, 1, 1])),
    50,
    50,
  );
  assert.ok(data.every((v) => v >= 0 && v <= 1));
  assert.ok(data.some((v) => v === 0) && data.some((v) => v === 1));
});

test('the same size is a copy, not the same array', async () => {
  const image = draw(4, 4, () => [0.1, 0.2, 0.3]);
  const copy = await resize(image, 4, 4);
  assert.deepEqual(copy.data, image.data);
  assert.notEqual(copy.data, image.data);
});
