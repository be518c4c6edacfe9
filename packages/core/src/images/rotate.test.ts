import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from './image.ts';
import { rotate } from './rotate.ts';

/** [[1, 2, 3], [4, 5, 6]] / 10, all channels alike */
const SMALL = numbers(3, 2, (i) => (i + 1) / 10);

function numbers(width: number, height: number, at: (i: number) => number): Image {
  const data = Float32Array.from({ length: width * height * 3 }, (_, i) => at(Math.floor(i / 3)));
  return { width, height, data };
}

function tenths({ data }: Image): number[] {
  return Array.from({ length: data.length / 3 }, (_, i) => Math.round(10 * data[3 * i]!));
}

test('a quarter turn is clockwise and moves pixels only', () => {
  const turned = rotate(SMALL, 90);
  assert.deepEqual([turned.width, turned.height], [2, 3]);
  assert.deepEqual(tenths(turned), [4, 1, 5, 2, 6, 3]);
  assert.deepEqual(tenths(rotate(SMALL, 180)), [6, 5, 4, 3, 2, 1]);
  assert.deepEqual(rotate(SMALL, -90), rotate(SMALL, 270));
});

test('a whole turn is the picture itself', () => assert.equal(rotate(SMALL, 360), SMALL));

for (const [degrees, width, height] of [
  [45, 70, 70],
  [30, 120, 40],
  [60, 40, 120],
  [10, 100, 80],
  [-75, 33, 90],
] as const) {
  test(`${degrees}°: no corner reaches over the edge of ${width}×${height}, and one touches it`, () => {
    const turned = rotate(
      numbers(width, height, () => 0.5),
      degrees,
    );
    const angle = (degrees * Math.PI) / 180;
    const over = [-1, 1].map((side) => {
      const [x, y] = [turned.width / 2, (side * turned.height) / 2];
      const across = Math.abs(x * Math.cos(angle) + y * Math.sin(angle)) - width / 2;
      const down = Math.abs(-x * Math.sin(angle) + y * Math.cos(angle)) - height / 2;
      return Math.max(across, down);
    });
    assert.ok(Math.max(...over) <= 1e-6, `reaches ${Math.max(...over)} pixels over`);
    assert.ok(Math.max(...over) > -2, `leaves ${-Math.max(...over)} pixels unused`);
  });
}

test('45° of a square keeps the half of it, the largest part there is', () => {
  const { width, height } = rotate(
    numbers(100, 100, () => 0.5),
    45,
  );
  assert.ok(Math.abs(width * height - 5000) < 150, `${width}×${height}`);
});

test('a ramp stays a ramp, in its new direction', () => {
  const ramp = numbers(64, 64, (i) => 0.2 + (i % 64) / 128);
  const turned = rotate(ramp, 30);
  const step = (dx: number, dy: number) => {
    const at = 20 * turned.width + 20;
    return turned.data[3 * (at + dy * turned.width + dx)]! - turned.data[3 * at]!;
  };
  assert.ok(Math.abs(step(10, 0) - (10 * Math.cos(Math.PI / 6)) / 128) < 1e-5);
  assert.ok(Math.abs(step(0, 10) - (10 * Math.sin(Math.PI / 6)) / 128) < 1e-5);
});
