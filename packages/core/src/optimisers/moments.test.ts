import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Grid, resizeMoments } from './moments.ts';

const grid = (width: number, height: number, canvas = { width, height }): Grid => {
  return { picture: { width, height }, canvas };
};

/** Three planes, value by place. */
function planes({ canvas }: Grid, of: (x: number, y: number, plane: number) => number): Float32Array {
  const { width, height } = canvas;
  return Float32Array.from({ length: 3 * width * height }, (_, i) => {
    return of(i % width, Math.floor(i / width) % height, Math.floor(i / (width * height)));
  });
}

test('an even mean shrinks with the number of pixels, its square with the square of that', () => {
  const [from, to] = [grid(4, 3), grid(8, 6)];
  const mean = planes(from, (_x, _y, plane) => plane + 1);
  const moved = resizeMoments({ steps: 7, mean, square: mean }, from, to)!;
  assert.equal(moved.steps, 7);
  assert.deepEqual(
    moved.mean,
    planes(to, (_x, _y, plane) => (plane + 1) / 4),
  );
  assert.deepEqual(
    moved.square,
    planes(to, (_x, _y, plane) => (plane + 1) / 16),
  );
});

test('a slope stays a slope, and the pixels lie where they lay', () => {
  const [from, to] = [grid(8, 8), grid(16, 16)];
  const slope = (scale: number) => (x: number, y: number) => 3 * (x + 0.5) * scale + (y + 0.5) * scale;
  const moved = resizeMoments({ steps: 1, mean: planes(from, slope(1)) }, from, to)!;
  const expected = planes(to, slope(0.5));
  for (let y = 1; y < 15; y++) {
    for (let x = 1; x < 15; x++) {
      assert.ok(Math.abs(4 * moved.mean[y * 16 + x]! - expected[y * 16 + x]!) < 1e-5, `${x}, ${y}`);
    }
  }
  assert.equal(moved.square, undefined);
});

test('the picture is what is scaled, not the canvas around it', () => {
  const from = grid(8, 8, { width: 16, height: 16 });
  const to = grid(16, 16);
  const inside = planes(from, (x, y) => (x < 8 && y < 8 ? 1 : 0));
  const { mean } = resizeMoments({ steps: 1, mean: inside }, from, to)!;
  assert.equal(mean[5 * 16 + 14], 1);
  assert.equal(mean[15 * 16 + 15]! < 1, true);
});

test('with a margin the picture is scaled about its own corner', () => {
  const from = { ...grid(4, 4, { width: 8, height: 8 }), margin: 2 };
  const to = { ...grid(8, 8, { width: 12, height: 12 }), margin: 2 };
  const inside = planes(from, (x, y) => (x >= 2 && x < 6 && y >= 2 && y < 6 ? 9 : 0));
  const { mean } = resizeMoments({ steps: 1, mean: inside }, from, to)!;
  const row = [...mean.subarray(5 * 12, 6 * 12)].map((value) => Math.round(value));
  assert.deepEqual(row, [0, 1, 3, 4, 4, 4, 4, 4, 4, 3, 1, 0]);
});

test('a square never turns negative', () => {
  const [from, to] = [grid(5, 5), grid(9, 7)];
  const square = planes(from, (x, y) => ((x + y) % 2 === 0 ? 1 : 0));
  const moved = resizeMoments({ steps: 1, mean: square, square }, from, to)!;
  assert.ok(moved.square!.every((value) => value >= 0));
});

test('nothing to carry stays nothing', () => {
  assert.equal(resizeMoments(undefined, grid(4, 4), grid(8, 8)), undefined);
});
