import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Adam } from './adam.ts';

const close = (actual: number, expected: number, tolerance = 1e-6) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected}`);

test('two steps worked out by hand', () => {
  const adam = new Adam(1, { rate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0 });
  const x = Float32Array.of(1);
  // m = 1, v = 1, corrected 2 and 4: step 0.1 · 2 / 2
  adam.step(x, 1, Float32Array.of(2));
  close(x[0], 0.9);
  // m = 0.5 · 1 + 0.5 · 4 = 2.5, corrected 2.5 / 0.75; v = 0.75 · 1 + 0.25 · 16 = 4.75, corrected 4.75 / 0.4375
  adam.step(x, 1, Float32Array.of(4));
  close(x[0], 0.9 - (0.1 * (2.5 / 0.75)) / Math.sqrt(4.75 / 0.4375));
});

test('the first step has the size of the rate whatever the gradient', () => {
  const x = Float32Array.of(0, 0);
  new Adam(2, { rate: 0.02 }).step(x, 1, Float32Array.of(1000, -0.001));
  close(x[0], -0.02);
  close(x[1], 0.02, 1e-5);
});

test('a badly scaled quadratic goes to its minimum, and settle returns to the best point', () => {
  const adam = new Adam(2, { rate: 0.05 });
  const x = Float32Array.of(1, 1);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 400; i++) {
    const loss = 50 * x[0] ** 2 + 0.5 * x[1] ** 2;
    best = Math.min(best, loss);
    adam.step(x, loss, Float32Array.of(100 * x[0], x[1]));
  }
  assert.equal(adam.settle(x), best);
  assert.ok(best < 1e-3, `${best}`);
  close(50 * x[0] ** 2 + 0.5 * x[1] ** 2, best);
});

test('a loss that is no number leads back to the best point', () => {
  const adam = new Adam(1);
  const x = Float32Array.of(0.5);
  adam.step(x, 1, Float32Array.of(1));
  adam.step(x, Number.NaN, Float32Array.of(Number.NaN));
  assert.equal(x[0], 0.5);
});
