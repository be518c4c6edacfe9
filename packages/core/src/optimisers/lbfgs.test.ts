import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bowl, rosenbrock, run } from '../testing/problems.ts';
import { Lbfgs, STRETCH } from './lbfgs.ts';

test('first step goes downhill by firstStep in the steepest value', () => {
  const x = Float32Array.of(0, 0);
  new Lbfgs(2, { firstStep: 0.1 }).step(x, 5, Float32Array.of(4, -2));
  assert.deepEqual([...x], [...Float32Array.of(-0.1, 0.05)]);
});

test('second step on a parabola lands in its minimum', () => {
  // f = 2x²: from 1, g = 4, first step to 0.5; s = −0.5, y = −2, so H = 1/4 and the step is exact.
  const optimiser = new Lbfgs(1, { firstStep: 0.5 });
  const x = Float32Array.of(1);
  optimiser.step(x, 2, Float32Array.of(4));
  assert.equal(x[0], 0.5);
  optimiser.step(x, 0.5, Float32Array.of(2));
  assert.ok(Math.abs(x[0]) < 1e-7, `${x[0]}`);
});

test('a step that raised the loss is cut to 0.3 of its length', () => {
  const optimiser = new Lbfgs(1, { firstStep: 1 });
  const x = Float32Array.of(0);
  optimiser.step(x, 1, Float32Array.of(-1));
  assert.equal(x[0], 1);
  optimiser.step(x, 2, Float32Array.of(3));
  assert.ok(Math.abs(x[0] - 0.3) < 1e-7, `${x[0]}`);
});

test('Rosenbrock’s valley in at most 60 evaluations', () => {
  const x = Float32Array.of(-1.2, 1);
  const losses = run(new Lbfgs(2), x, rosenbrock, 60);
  const evaluations = 1 + losses.findIndex((loss) => loss < 1e-8);
  assert.ok(evaluations > 0, `${Math.min(...losses)}`);
});

for (const history of [1, 3, 10]) {
  test(`badly scaled bowl of 50 values, history ${history}: far below steepest descent’s reach`, () => {
    const x = new Float32Array(50).fill(1);
    const losses = run(new Lbfgs(50, { history }), x, bowl(20), 150);
    assert.ok(Math.min(...losses) < 1e-4, `loss ${Math.min(...losses)}`);
  });
}

test('goes the way of the textbook’s two-loop recursion', () => {
  const [history, size] = [4, 6];
  const problem = bowl(0.5);
  const x = Float32Array.from({ length: size }, (_, i) => Math.cos(3 * i));
  const rule = new Lbfgs(size, { history });
  let naive = [...x];
  const pairs: { s: number[]; y: number[] }[] = [];
  const gradientAt = (at: number[]) => {
    const g = new Float32Array(size);
    problem(Float32Array.from(at), g);
    return [...g];
  };
  for (let n = 0; n < 12; n++) {
    run(rule, x, problem, 1);
    const g = gradientAt(naive);
    const step =
      pairs.length === 0 ? g.map((v) => (0.15 * v) / Math.max(...g.map(Math.abs))) : twoLoop(g, pairs);
    const next = naive.map((value, i) => value - step[i]!);
    const y = gradientAt(next).map((value, i) => value - g[i]!);
    pairs.push({ s: step.map((value) => -value), y });
    if (pairs.length > history) pairs.shift();
    naive = next;
    for (const [i, value] of x.entries())
      assert.ok(Math.abs(value - naive[i]!) < 1e-4, `step ${n}: ${x}, not ${naive}`);
  }
});

/** Nocedal and Wright 2006, algorithm 7.4, as written there: H·g. */
function twoLoop(gradient: number[], pairs: readonly { s: number[]; y: number[] }[]): number[] {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  let q = [...gradient];
  const alphas: number[] = [];
  for (const { s, y } of pairs.toReversed()) {
    const alpha = dot(s, q) / dot(y, s);
    alphas.unshift(alpha);
    q = q.map((value, i) => value - alpha * y[i]!);
  }
  const { s, y } = pairs[pairs.length - 1]!;
  let r = q.map((value) => (STRETCH * value * dot(s, y)) / dot(y, y));
  pairs.forEach((pair, k) => {
    const beta = dot(pair.y, r) / dot(pair.y, pair.s);
    r = r.map((value, i) => value + (alphas[k]! - beta) * pair.s[i]!);
  });
  return r;
}
