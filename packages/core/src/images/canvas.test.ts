import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crop, cut, extend } from './canvas.ts';
import type { Image } from './image.ts';

/** Every value is its own index, so that each pixel can be told from the others. */
function numbered(width: number, height: number): Image {
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, (_, i) => i) };
}

/** first channel, row by row */
const red = ({ data }: Image) => Array.from(data).filter((_, i) => i % 3 === 0);

test('mirrors over the right and lower edge without repeating it', () => {
  const extended = extend(numbered(3, 2), 4);
  assert.deepEqual([extended.width, extended.height], [4, 4]);
  assert.deepEqual(red(extended), [0, 3, 6, 3, 9, 12, 15, 12, 0, 3, 6, 3, 9, 12, 15, 12]);
});

test('with a margin it is mirrored over all four edges, and lies that far from them', () => {
  const image = numbered(3, 2);
  const extended = extend(image, 4, 4, 1);
  assert.deepEqual([extended.width, extended.height], [8, 4]);
  const row = [12, 9, 12, 15, 12, 9, 12, 15];
  assert.deepEqual(red(extended).slice(0, 8), row);
  assert.deepEqual(red(extended).slice(16, 24), row);
  assert.deepEqual(cut(extended, { left: 1, top: 1, width: 3, height: 2 }), image);
});

test('a picture that fits stays as it is', () => {
  const image = numbered(16, 32);
  assert.equal(extend(image, 16), image);
});

test('a sliver is mirrored to and fro up to the smallest size', () => {
  const extended = extend(numbered(1, 3), 4, 8);
  assert.deepEqual([extended.width, extended.height], [8, 8]);
  assert.deepEqual(
    red(extended).filter((_, i) => i % 8 === 7),
    [0, 3, 6, 3, 0, 3, 6, 3],
  );
});

test('crop undoes extend', () => {
  const image = numbered(5, 7);
  assert.deepEqual(crop(extend(image, 16), 5, 7), image);
});
