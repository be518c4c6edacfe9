import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';
import { beforeAfter } from './compare.ts';

const plain = (width: number, height: number, value: number): Image => ({
  width,
  height,
  data: new Float32Array(width * height * 3).fill(value),
});

test('the photo on the left, the painting on the right, a thin line between, at the painting’s size', async () => {
  const image = await decode(await beforeAfter(plain(300, 200, 0.2), plain(150, 100, 0.7)));
  assert.deepEqual([image.width, image.height], [150, 100]);
  const at = (x: number) => image.data[3 * (50 * image.width + x)]!;
  for (const x of [0, 40, 70]) assert.ok(Math.abs(at(x) - 0.2) < 0.03, `${x}: ${at(x)}`);
  for (const x of [80, 110, 149]) assert.ok(Math.abs(at(x) - 0.7) < 0.03, `${x}: ${at(x)}`);
  const bright = Array.from({ length: 150 }, (_, x) => at(x)).filter((value) => value > 0.9).length;
  assert.ok(bright >= 2 && bright <= 4, `${bright} bright columns`);
});
