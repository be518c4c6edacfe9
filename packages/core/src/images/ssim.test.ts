import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../random.ts';
import type { Image } from './image.ts';
import { ssim } from './ssim.ts';

/** Stripes of 12 pixels, light and dark. */
function stripes(width: number, height: number, contrast = 0.4): Image {
  const data = new Float32Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.fill(0.5 + (Math.floor((i % width) / 12) % 2 === 0 ? contrast : -contrast), 3 * i, 3 * i + 3);
  }
  return { width, height, data };
}

test('equal pictures have 1, and less is left the more is changed', () => {
  const picture = stripes(96, 64);
  assert.ok(Math.abs(ssim(picture, picture) - 1) < 1e-9);
  const noise = random(1);
  const changed = (amount: number) =>
    ssim({ ...picture, data: picture.data.map((value) => value + amount * (noise() - 0.5)) }, picture);
  const [little, much] = [changed(0.1), changed(0.8)];
  assert.ok(1 > little && little > much && much > 0, `${little}, ${much}`);
});

test('forms count: an inverted picture is less alike than a paler one', () => {
  const picture = stripes(96, 64);
  assert.ok(ssim(stripes(96, 64, -0.4), picture) < 0);
  assert.ok(ssim(stripes(96, 64, 0.3), picture) > 0.9);
});

test('flat pictures are compared by their light alone, as Wang et al. 2004 have it', () => {
  const flat = (value: number): Image => ({
    width: 32,
    height: 32,
    data: new Float32Array(3 * 32 * 32).fill(value),
  });
  const expected = (2 * 0.2 * 0.6 + 0.01 ** 2) / (0.2 ** 2 + 0.6 ** 2 + 0.01 ** 2);
  assert.ok(Math.abs(ssim(flat(0.2), flat(0.6)) - expected) < 1e-6);
});
