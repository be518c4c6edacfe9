import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourStatistics, transferColours } from './colour-transfer.ts';
import type { Image } from './image.ts';

/** Values well inside [0, 1], so that clamping plays no part. */
function cloud(count: number, colour: (u: number, v: number, w: number) => [number, number, number]): Image {
  const data = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    data.set(colour(Math.sin(i * 1.3), Math.sin(i * 2.7 + 1), Math.sin(i * 4.1 + 2)), 3 * i);
  }
  return { width: count, height: 1, data };
}
const warm = cloud(997, (u, v, w) => [0.6 + 0.1 * u, 0.4 + 0.05 * u + 0.04 * v, 0.3 + 0.03 * v + 0.02 * w]);
const cool = cloud(499, (u, v, w) => [0.3 + 0.05 * w, 0.4 + 0.06 * v, 0.55 + 0.1 * v - 0.05 * u]);

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    assert.ok(difference < tolerance, `value ${i}: ${actual[i]} ≠ ${expected[i]}`);
  }
}

test('statistics of three known pixels', () => {
  const { mean, covariance } = colourStatistics({
    width: 3,
    height: 1,
    data: Float32Array.of(0, 0.3, 1, 0.5, 0.3, 0.5, 1, 0.3, 0),
  });
  assertClose(mean, [0.5, 0.3, 0.5], 1e-6);
  assertClose(covariance, [1 / 6, 0, -1 / 6, 0, 0, 0, -1 / 6, 0, 1 / 6], 1e-6);
});

test('the result has the mean and covariance of the target', () => {
  const target = colourStatistics(cool);
  const result = colourStatistics(transferColours(warm, target));
  assertClose(result.mean, target.mean, 1e-4);
  assertClose(result.covariance, target.covariance, 1e-4);
});

test('its own colours change nothing', () => {
  assertClose(transferColours(warm, colourStatistics(warm)).data, warm.data, 1e-4);
});

test('a picture of one colour becomes the mean colour, without a division by zero', () => {
  const grey = cloud(16, () => [0.5, 0.5, 0.5]);
  const { data } = transferColours(grey, colourStatistics(cool));
  assertClose(
    data,
    Array.from({ length: 48 }, (_, i) => colourStatistics(cool).mean[i % 3]!),
    1e-3,
  );
});
