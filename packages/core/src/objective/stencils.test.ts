import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STENCILS, type StencilTerm, stencilTerms } from './stencils.ts';

/** |K|² at a wave of so many radians a pixel across and down. */
function energy(term: StencilTerm, across: number, down: number): number {
  const kernel = STENCILS[term];
  const sum = kernel.reduce<number>((total, factor, i) => {
    return total + factor * Math.cos(across * ((i % 3) - 1) + down * (Math.floor(i / 3) - 1));
  }, 0);
  return sum ** 2;
}

test('axes: waves along an axis cost, those along the diagonals and even areas nothing', () => {
  for (const period of [2, 2.4, 2.9]) {
    const turn = (2 * Math.PI) / period;
    assert.ok(energy('axes', turn, 0) > 9 && energy('axes', 0, turn) > 9, `${period}`);
    assert.ok(energy('axes', turn / Math.SQRT2, turn / Math.SQRT2) < 1e-9, `${period}`);
  }
  assert.ok(energy('axes', 0, 0) < 1e-9);
});

test('curvature: waves along an axis cost more than those along the diagonals, even areas nothing', () => {
  for (const period of [2, 2.9]) {
    const turn = (2 * Math.PI) / period;
    const diagonal = energy('curvature', turn / Math.SQRT2, turn / Math.SQRT2);
    assert.ok(energy('curvature', turn, 0) > 2 * diagonal && diagonal > 1, `${period}`);
  }
  assert.ok(energy('curvature', 0, 0) < 1e-9);
});

test('a term without weight is not there, and costs nothing', () => {
  assert.deepEqual(stencilTerms({ curvature: 0, axes: 0.3 }), ['axes']);
  assert.deepEqual(stencilTerms({ curvature: 1.6 }), ['curvature']);
  assert.deepEqual(stencilTerms({}), []);
});
