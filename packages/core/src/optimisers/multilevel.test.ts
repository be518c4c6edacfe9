import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../random.ts';
import { Lbfgs } from './lbfgs.ts';
import { multilevel } from './multilevel.ts';

const noise = (length: number, seed: number) => {
  const next = random(seed);
  return Float32Array.from({ length }, () => next() - 0.5);
};
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

for (const [width, height] of [
  [16, 16],
  [21, 9],
  [1, 7],
] as const) {
  test(`symmetric and positive at ${width}×${height}, and each channel by itself`, () => {
    const length = 3 * width * height;
    const precondition = multilevel({ width, height });
    const applied = (x: Float32Array) => {
      const out = new Float32Array(length);
      precondition(x, out);
      return out;
    };
    const [a, b] = [noise(length, 1), noise(length, 2)];
    assert.ok(Math.abs(dot(applied(a), b) - dot(a, applied(b))) < 1e-4 * dot(applied(a), a));
    assert.ok(dot(applied(a), a) >= 0.999 * dot(a, a));
    const red = a.map((value, i) => (i < length / 3 ? value : 0));
    assert.ok(applied(red).every((value, i) => i < length / 3 || value === 0));
  });
}

test('what is even is moved further than what is fine, by the sum of the shares', () => {
  const size = { width: 64, height: 64 };
  const [even, fine, out] = [0, 1, 2].map(() => new Float32Array(3 * 64 * 64)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  even.fill(1);
  for (let i = 0; i < fine.length; i++) fine[i] = (i + (i >> 6)) % 2 === 0 ? 1 : -1;
  multilevel(size)(even, out);
  // Uᵀ sums four values to one, so a grid counts 4 · 0.35 times as much as the one before
  const sum = [0, 1, 2, 3, 4, 5].reduce((total, k) => total + 1.4 ** k, 0);
  assert.ok(Math.abs(out[32 * 64 + 32]! - sum) < 1e-3, `${out[32 * 64 + 32]}`);
  multilevel(size)(fine, out);
  assert.ok(Math.abs(out[32 * 64 + 32]! - fine[32 * 64 + 32]!) < 1e-3);
});

test('with it, L-BFGS finds a smooth shape in a third of the loss that it is left with without', () => {
  // ½ |∇(x − goal)|², whose plain gradient hardly sees what is large
  const [width, height] = [64, 64];
  const goal = Float32Array.from({ length: 3 * width * height }, (_, i) => Math.sin((i % width) / 10));
  const lossAt = (x: Float32Array, gradient: Float32Array): number => {
    gradient.fill(0);
    let loss = 0;
    for (let i = 1; i < x.length; i++) {
      if (i % width === 0) continue;
      const slope = x[i]! - goal[i]! - x[i - 1]! + goal[i - 1]!;
      loss += 0.5 * slope * slope;
      gradient[i]! += slope;
      gradient[i - 1]! -= slope;
    }
    return loss;
  };
  const leastAfter = (rule: Lbfgs) => {
    const [x, gradient] = [new Float32Array(goal.length), new Float32Array(goal.length)];
    let least = Number.POSITIVE_INFINITY;
    for (let n = 0; n < 12; n++) {
      const loss = lossAt(x, gradient);
      least = Math.min(least, loss);
      rule.step(x, loss, gradient);
    }
    return least;
  };
  const [plain, preconditioned] = [
    leastAfter(new Lbfgs(goal.length)),
    leastAfter(new Lbfgs(goal.length, {}, multilevel({ width, height }))),
  ];
  assert.ok(preconditioned < plain / 3, `${preconditioned} beside ${plain}`);
});
