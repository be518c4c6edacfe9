import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pyramid } from './pyramid.ts';

test('sizes grow by √2 to the size asked for, iterations shrink', () => {
  const levels = pyramid(3000, 2000, 512);
  const last = levels.at(-1)!;
  assert.deepEqual([last.width, last.height], [512, 341]);
  for (let i = 1; i < levels.length; i++) {
    const growth = levels[i].side / levels[i - 1].side;
    assert.ok(Math.abs(growth - Math.SQRT2) < 0.02, `${growth}`);
    assert.ok(levels[i].iterations <= levels[i - 1].iterations);
  }
});

test('a small picture has one level at its own size', () => {
  const levels = pyramid(90, 120, 120);
  assert.equal(levels.length, 1);
  assert.deepEqual([levels[0].width, levels[0].height], [90, 120]);
});
