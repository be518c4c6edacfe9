import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cholesky } from './cholesky.ts';

test('a textbook example', () => {
  const matrix = [4, 12, -16, 12, 37, -43, -16, -43, 98];
  assert.deepEqual([...cholesky(matrix, 3)], [2, 0, 0, 6, 1, 0, -8, 5, 3]);
});

test('lower triangle times its transpose is the matrix', () => {
  const n = 7;
  const root = Array.from({ length: n * n }, (_, i) => Math.sin(5 * i) + (i % (n + 1) === 0 ? 2 : 0));
  const product = (a: ArrayLike<number>) => {
    return Array.from({ length: n * n }, (_, at) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[Math.floor(at / n) * n + k]! * a[(at % n) * n + k]!;
      return sum;
    });
  };
  const matrix = product(root);
  const lower = cholesky(matrix, n);
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) assert.equal(lower[i * n + j], 0);
  product(lower).forEach((value, i) => {
    assert.ok(Math.abs(value - matrix[i]!) < 1e-5, `${value} instead of ${matrix[i]}`);
  });
});

test('a singular matrix has a triangle too, without NaN', () => {
  assert.deepEqual([...cholesky([1, 1, 1, 1], 2)], [1, 0, 1, 0]);
  assert.deepEqual([...cholesky([0, 0, 0, 0], 2)], [0, 0, 0, 0]);
});
