import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bowl, rosenbrock, run } from '../testing/problems.ts';
import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Sgd } from './sgd.ts';

/** The rules as the papers write them, in float64 and with a new array for everything. */
const REFERENCE = {
  adam(g: number[], [m, v, t]: [number[], number[], number]) {
    const mean = g.map((value, i) => 0.9 * (m[i] ?? 0) + 0.1 * value);
    const square = g.map((value, i) => 0.99 * (v[i] ?? 0) + 0.01 * value ** 2);
    const step = g.map((_, i) => {
      const corrected = square[i]! / (1 - 0.99 ** (t + 1));
      return (0.02 * mean[i]!) / (1 - 0.9 ** (t + 1)) / (Math.sqrt(corrected) + 1e-8);
    });
    return { step, state: [mean, square, t + 1] };
  },
  adagrad(g: number[], [sum]: [number[], number[], number]) {
    const next = g.map((value, i) => (sum[i] ?? 0) + value ** 2);
    return { step: g.map((value, i) => (0.1 * value) / (Math.sqrt(next[i]!) + 1e-8)), state: [next, [], 0] };
  },
  sgd(g: number[], [velocity, first]: [number[], number[], number]) {
    const scale = first.length === 0 ? [Math.max(...g.map(Math.abs))] : first;
    const next = g.map((value, i) => 0.9 * (velocity[i] ?? 0) + value);
    return { step: next.map((value) => (0.1 / scale[0]!) * value), state: [next, scale, 0] };
  },
} as const;
const RULES = { adam: Adam, adagrad: Adagrad, sgd: Sgd };

for (const name of ['adam', 'adagrad', 'sgd'] as const) {
  for (const [where, problem, start] of [
    ['a bowl', bowl(4), [1, -0.5, 0.3, 2]],
    ['Rosenbrock’s valley', rosenbrock, [-1.2, 1]],
  ] as const) {
    test(`${name} goes the way of its paper on ${where}`, () => {
      const x = Float32Array.from(start);
      const naive = [...start];
      let state: [number[], number[], number] = [[], [], 0];
      const rule = new RULES[name](x.length);
      for (let t = 0; t < 40; t++) {
        run(rule, x, problem, 1);
        const g = new Float32Array(x.length);
        problem(Float32Array.from(naive), g);
        const next = REFERENCE[name]([...g], state);
        state = next.state as unknown as typeof state;
        next.step.forEach((step, i) => {
          naive[i]! -= step;
        });
      }
      for (const [i, value] of x.entries()) {
        assert.ok(Math.abs(value - naive[i]!) < 1e-4, `${value} instead of ${naive[i]}`);
      }
    });
  }
}

test('Adam: two steps worked out by hand', () => {
  const adam = new Adam(1, { rate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0 });
  const x = Float32Array.of(1);
  const close = (expected: number) =>
    assert.ok(Math.abs(x[0]! - expected) < 1e-6, `${x[0]}, not ${expected}`);
  // m = 1, v = 1, corrected 2 and 4: step 0.1 · 2 / 2
  adam.step(x, 1, Float32Array.of(2));
  close(0.9);
  // m = 0.5 · 1 + 0.5 · 4 = 2.5, corrected 2.5 / 0.75; v = 0.75 · 1 + 0.25 · 16 = 4.75, corrected 4.75 / 0.4375
  adam.step(x, 1, Float32Array.of(4));
  close(0.9 - (0.1 * (2.5 / 0.75)) / Math.sqrt(4.75 / 0.4375));
});

test('Adam: the first step has the size of the rate whatever the gradient', () => {
  const x = Float32Array.of(0, 0);
  new Adam(2, { rate: 0.02 }).step(x, 1, Float32Array.of(1000, -0.001));
  assert.ok(Math.abs(x[0]! + 0.02) < 1e-6 && Math.abs(x[1]! - 0.02) < 1e-5, `${x}`);
});

test('Adam and SGD go on with carried moments as if nothing had happened', () => {
  for (const Rule of [Adam, Sgd]) {
    const [whole, parted] = [Float32Array.of(1, 2), Float32Array.of(1, 2)];
    run(new Rule(2), whole, bowl(2), 1);
    const first = new Rule(2);
    run(first, parted, bowl(2), 1);
    const { moments } = first;
    // A fresh gradient's scale would part SGD's ways, so its rate is asked for in the old scale.
    const second = new Rule(2, Rule === Sgd ? { rate: sameRate(parted) } : {}, moments);
    const goesOn = new Rule(2);
    const both = Float32Array.of(1, 2);
    run(goesOn, both, bowl(2), 6);
    run(second, parted, bowl(2), 5);
    for (const i of [0, 1])
      assert.ok(Math.abs(parted[i]! - both[i]!) < 1e-6, `${Rule.name}: ${parted} instead of ${both}`);
  }
});

/** The default rate of SGD that gives the same steps after the gradient at (1, 2) as after that at x. */
function sameRate(x: Float32Array): number {
  const largest = (at: Float32Array) => {
    const g = new Float32Array(2);
    bowl(2)(at, g);
    return Math.max(...g);
  };
  return (0.1 * largest(x)) / largest(Float32Array.of(1, 2));
}
