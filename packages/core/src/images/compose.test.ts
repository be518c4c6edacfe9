import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blur } from './blur.ts';
import { compose } from './compose.ts';
import type { Image } from './image.ts';

const row = (...values: number[]): Image => {
  return { width: values.length, height: 1, data: Float32Array.from(values.flatMap((v) => [v, v, v])) };
};
const first = ({ data }: Image) =>
  Array.from(
    data.filter((_, i) => i % 3 === 0),
    (v) => Math.round(v * 1000) / 1000,
  );

test('masks share a pixel, and the base gets what they leave', () => {
  const layers = [
    { image: row(1, 1, 1), mask: row(1, 0.5, 0) },
    { image: row(0.6, 0.6, 0.6), mask: row(0, 0.25, 0) },
  ];
  assert.deepEqual(first(compose(row(0.2, 0.2, 0.2), layers)), [1, 0.7, 0.2]);
});

test('a blurred edge is a soft one of the same middle, and plains stay as they are', () => {
  const width = 61;
  const hard = row(...Array.from({ length: width }, (_, x) => (x < 30 ? 0 : x === 30 ? 0.5 : 1)));
  const soft = first(blur(hard, 4));
  assert.deepEqual([soft[0], soft[30], soft[60]], [0, 0.5, 1]);
  // the normal distribution one deviation from its middle
  assert.ok(Math.abs(soft[34]! - 0.841) < 0.02, String(soft[34]));
  for (let x = 1; x < width; x++) assert.ok(soft[x]! >= soft[x - 1]!);
});

test('no deviation: the picture itself; columns blur like rows', () => {
  const picture = row(0, 1, 0, 0.5);
  assert.equal(blur(picture, 0), picture);
  const upright = { width: 1, height: 4, data: picture.data };
  assert.deepEqual(blur(upright, 1).data, blur(picture, 1).data);
});
