import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';
import { beside } from './beside.ts';

const plain = (width: number, height: number, value: number): Image => ({
  width,
  height,
  data: new Float32Array(3 * width * height).fill(value),
});

test('a painting stands beside what was painted after it, both whole and equally high', async () => {
  const { width, height, data } = await decode(await beside(plain(30, 60, 0), plain(160, 80, 0.5), 40));
  assert.deepEqual([width, height], [20 + 2 + 80, 40]);
  const at = (x: number) => Math.round(10 * data[3 * (20 * width + x)]!) / 10;
  assert.deepEqual([at(5), at(60), at(97)], [0, 0.5, 0.5]);
});
