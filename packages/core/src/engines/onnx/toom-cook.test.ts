import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../random.ts';
import { toomCook } from './toom-cook.ts';

const CASES = [
  { points: [0, 0.75, -0.75, 1.5, -1.5], outputs: 4, taps: 3 },
  { points: [0, 1, -1], outputs: 2, taps: 3 },
  { points: [0, 1, -1, 2, -2, 0.5], outputs: 3, taps: 5 },
];
for (const { points, outputs, taps } of CASES) {
  test(`${outputs} values with ${taps} taps by ${points.length + 1} multiplications, at ${points}, ∞`, () => {
    const { A, B, G } = toomCook(points, outputs, taps);
    const next = random(1);
    const [x, w] = [outputs + taps - 1, taps].map((length) =>
      Array.from({ length }, () => 2 * next() - 1),
    ) as [number[], number[]];
    const [ofX, ofW] = [times(B, x), times(G, w)];
    const products = ofX.map((value, j) => value * ofW[j]!);
    const expected = Array.from({ length: outputs }, (_, i) => dot(w, x.slice(i)));
    for (const [i, value] of times(A, products).entries()) {
      assert.ok(Math.abs(value - expected[i]!) < 1e-13, `${value} instead of ${expected[i]}`);
    }
  });
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
