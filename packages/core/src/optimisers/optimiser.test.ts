import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bowl, rosenbrock, run } from '../testing/problems.ts';
import { createOptimiser } from './create.ts';
import { OPTIMISER_NAMES, type OptimiserName, type OptimiserOptions } from './options.ts';

/** What each needs for Rosenbrock's valley, which is steep across and nearly flat along. */
const VALLEY: Record<OptimiserName, OptimiserOptions & { steps: number }> = {
  lbfgs: { steps: 100 },
  adam: { steps: 4000 },
  adagrad: { steps: 20_000, rate: 0.5 },
  sgd: { steps: 8000, rate: 0.05 },
};

for (const optimiser of OPTIMISER_NAMES) {
  test(`${optimiser}: a bowl of 20 values goes to its minimum, and settle returns to the best point`, () => {
    const x = new Float32Array(20).fill(0.7);
    const made = createOptimiser(x.length, { optimiser });
    const losses = run(made, x, bowl(1), 300);
    const least = Math.min(...losses);
    assert.equal(made.settle(x), least);
    assert.ok(least < losses[0]! * 1e-3, `${losses[0]} → ${least}`);
    assert.equal(bowl(1)(x, new Float32Array(20)), least);
  });

  test(`${optimiser}: Rosenbrock’s valley`, () => {
    const x = Float32Array.of(-1.2, 1);
    const made = createOptimiser(2, { optimiser, ...VALLEY[optimiser] });
    run(made, x, rosenbrock, VALLEY[optimiser].steps);
    assert.ok(made.settle(x) < 1e-3, `loss ${made.settle(x)} at ${x}`);
  });

  test(`${optimiser}: the same steps again give the same bits`, () => {
    const [a, b] = [Float32Array.of(-1.2, 1), Float32Array.of(-1.2, 1)];
    run(createOptimiser(2, { optimiser }), a, rosenbrock, 30);
    run(createOptimiser(2, { optimiser }), b, rosenbrock, 30);
    assert.deepEqual(a, b);
  });
}

test('a loss that is no number leads back: to the best point, or a part of the way for L-BFGS', () => {
  for (const optimiser of OPTIMISER_NAMES) {
    const x = Float32Array.of(0.25);
    const made = createOptimiser(1, { optimiser, rate: 0.1, firstStep: 0.1 });
    made.step(x, 1, Float32Array.of(-1));
    assert.ok(x[0]! > 0.25);
    made.step(x, Number.NaN, Float32Array.of(Number.NaN));
    if (optimiser === 'lbfgs') assert.ok(x[0]! > 0.25 && x[0]! < 0.35, `${x[0]}`);
    else assert.equal(x[0], 0.25);
    assert.equal(made.settle(x), 1);
    assert.equal(x[0], 0.25);
  }
});

test('a start without a loss is refused', () => {
  const x = new Float32Array(1);
  assert.throws(() => createOptimiser(1).step(x, Number.NaN, x), /finite loss at the start/);
});

test('plateau: stops after as many steps without a fall as asked for, not before, and never by itself', () => {
  const x = new Float32Array(1);
  const made = createOptimiser(1, { optimiser: 'adam', plateau: 3, improvement: 0.1 });
  const never = createOptimiser(1, { optimiser: 'adam' });
  const finished = [10, 9.5, 9, 8.9, 8.7, 8.6, 8.5].map((loss) => {
    made.step(x, loss, Float32Array.of(0));
    never.step(x, loss, Float32Array.of(0));
    return made.finished;
  });
  // Over three steps: 10 → 8.9 is 11 %, 9.5 → 8.7 is 8.4 %.
  assert.deepEqual(finished, [false, false, false, false, true, true, true]);
  assert.equal(never.finished, false);
});

test('plateau: below zero, too, a falling loss is no plateau', () => {
  const x = new Float32Array(1);
  const made = createOptimiser(1, { optimiser: 'adam', plateau: 2, improvement: 0.1 });
  for (const loss of [1, 0, -1, -2, -3]) {
    made.step(x, loss, Float32Array.of(0));
    assert.equal(made.finished, false, `${loss}`);
  }
});

test('average: the weighted mean of the evaluated points is handed out', () => {
  const decay = 0.8;
  const x = Float32Array.of(1, -2);
  const made = createOptimiser(2, { optimiser: 'adam', rate: 0.1, average: decay });
  const points: number[][] = [];
  run(
    made,
    x,
    (at, g) => {
      points.push([...at]);
      return bowl(3)(at, g);
    },
    25,
  );
  made.settle(x);
  const weights = points.map((_, i) => (1 - decay) * decay ** (points.length - 1 - i));
  const whole = weights.reduce((a, b) => a + b, 0);
  for (const i of [0, 1]) {
    const expected = points.reduce((sum, point, k) => sum + weights[k]! * point[i]!, 0) / whole;
    assert.ok(Math.abs(x[i]! - expected) < 1e-5, `${x[i]} instead of ${expected}`);
  }
});
