import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lbfgs } from './lbfgs.ts';

/** Runs until the loss is below the goal; returns evaluations used, the end point and its loss. */
function minimise(
  optimiser: Lbfgs,
  x: Float32Array,
  f: (x: Float32Array, g: Float32Array) => number,
  { goal, limit }: { goal: number; limit: number },
) {
  const gradient = new Float32Array(x.length);
  for (let n = 1; n <= limit; n++) {
    const loss = f(x, gradient);
    optimiser.step(x, loss, gradient);
    if (loss < goal) return { evaluations: n, loss: optimiser.settle(x) };
  }
  return { evaluations: limit, loss: optimiser.settle(x) };
}

/** Rosenbrock 1960: a bent valley, minimum 0 at (1, 1). */
function rosenbrock(x: Float32Array, g: Float32Array): number {
  const [a, b] = x;
  g[0] = -2 * (1 - a) - 400 * a * (b - a * a);
  g[1] = 200 * (b - a * a);
  return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
}

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

test('a loss that is not a number is walked back from, and settle returns to the best point', () => {
  const optimiser = new Lbfgs(1, { firstStep: 1 });
  const x = Float32Array.of(0.25);
  optimiser.step(x, 1, Float32Array.of(-1));
  optimiser.step(x, Number.NaN, Float32Array.of(Number.NaN));
  assert.ok(x[0] > 0.25 && x[0] < 1.25);
  assert.equal(optimiser.settle(x), 1);
  assert.ok(Math.abs(x[0] - 0.25) < 1e-6, `${x[0]}`);
});

test('Rosenbrock’s valley in at most 60 evaluations', () => {
  const x = Float32Array.of(-1.2, 1);
  const { evaluations, loss } = minimise(new Lbfgs(2), x, rosenbrock, { goal: 1e-8, limit: 200 });
  assert.ok(evaluations <= 60, `${evaluations} evaluations`);
  assert.ok(loss < 1e-8 && Math.abs(x[0] - 1) < 1e-3 && Math.abs(x[1] - 1) < 1e-3);
});

for (const history of [1, 3, 10]) {
  test(`badly scaled quadratic of 50 values, history ${history}: far below steepest descent’s reach`, () => {
    const x = new Float32Array(50).fill(1);
    const f = (x: Float32Array, g: Float32Array) => {
      let loss = 0;
      for (let i = 0; i < x.length; i++) {
        const curvature = 1 + 20 * i;
        g[i] = curvature * x[i];
        loss += 0.5 * curvature * x[i] * x[i];
      }
      return loss;
    };
    const { loss } = minimise(new Lbfgs(50, { history }), x, f, { goal: 1e-4, limit: 150 });
    assert.ok(loss < 1e-4, `loss ${loss}`);
  });
}

test('the loss never ends above an earlier one', () => {
  const optimiser = new Lbfgs(2);
  const x = Float32Array.of(-1.2, 1);
  const gradient = new Float32Array(2);
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 12; n++) {
    const loss = rosenbrock(x, gradient);
    best = Math.min(best, loss);
    optimiser.step(x, loss, gradient);
  }
  assert.equal(optimiser.settle(x), best);
});
