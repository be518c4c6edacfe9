import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTicks } from './log-ticks.ts';

test('round values, as fine as the room allows', () => {
  assert.deepEqual(logTicks(0.3, 0.9, 6), [0.2, 0.5, 1]);
  assert.deepEqual(logTicks(0.02, 6, 6), [0.01, 0.1, 1, 10]);
  assert.deepEqual(logTicks(1e-7, 0.5, 6), [1e-8, 1e-6, 1e-4, 0.01, 1]);
});

test('a flat trace still gets an axis', () => {
  assert.deepEqual(logTicks(1, 1, 6), [1, 2]);
  assert.deepEqual(logTicks(0.7, 0.7, 6), [0.5, 1]);
});

test('always encloses, rises, and stays within the number asked for', () => {
  for (let i = 0; i < 300; i++) {
    const low = 10 ** (((i * 37) % 100) / 10 - 6);
    const high = low * 10 ** (((i * 53) % 70) / 10);
    const ticks = logTicks(low, high, 6);
    assert.ok(ticks.length >= 2 && ticks.length <= 6, `${low} … ${high}: ${ticks}`);
    assert.ok(ticks[0]! <= low && ticks.at(-1)! >= high, `${low} … ${high}: ${ticks}`);
    assert.ok(ticks.every((tick, n) => n === 0 || tick > ticks[n - 1]!));
  }
});
