import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../random.ts';
import { VectorSpace } from './vector-space.ts';

/** Lengths with and without a rest of four, less and more than a block; counts with and without a rest of four. */
for (const [count, length] of [
  [1, 1],
  [3, 7],
  [6, 4096],
  [9, 12_001],
] as const) {
  test(`inner products and sums of ${count} vectors of ${length}`, () => {
    const next = random(count);
    const space = new VectorSpace(count + 1, length);
    for (const vector of space.vectors) vector.set(vector.map(() => next() - 0.5));
    const own = space.vectors.slice(0, count).map((vector) => Float64Array.from(vector));

    const products = new Float64Array(count);
    const all = own.map((_, k) => k);
    for (const _ of ['sums begin', 'anew']) space.dots(count - 1, all, products);
    own.forEach((vector, k) => {
      const expected = vector.reduce((sum, value, i) => sum + value * own[count - 1]![i]!, 0);
      assert.ok(Math.abs(products[k]! - expected) < 1e-12 * length, `${products[k]} instead of ${expected}`);
    });

    const coefficients = Float64Array.from({ length: count }, () => next() - 0.5);
    space.vectors[count]!.fill(1);
    space.add(count, coefficients, all);
    space.vectors[count]!.forEach((value, i) => {
      const expected = own.reduce((sum, vector, k) => sum + coefficients[k]! * vector[i]!, 1);
      assert.ok(Math.abs(value - expected) < 1e-6, `${value} instead of ${expected}`);
    });
    for (const [k, vector] of own.entries()) assert.deepEqual([...space.vectors[k]!], [...vector]);
  });
}

test('more than WebAssembly can hold is out of memory', () => {
  assert.throws(() => new VectorSpace(100, 2e7), { code: 'engine.out-of-memory' });
});
