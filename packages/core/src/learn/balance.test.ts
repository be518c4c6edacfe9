import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Balance } from './balance.ts';
import { BALANCE, CONTENT } from './options.ts';

/** The weight after so many steps with this plain (unweighted) content loss; 1 is wanted. */
function weightAfter(steps: number, loss: number): number {
  const balance = new Balance(CONTENT.weight);
  for (let i = 1; i <= steps; i++) {
    const moved = balance.add(loss * balance.weight);
    assert.equal(moved, i % BALANCE.every === 0);
  }
  return balance.weight;
}

test('the weight of content stays until enough was seen, and where the loss is what it should be', () => {
  assert.equal(weightAfter(BALANCE.every - 1, 2), CONTENT.weight);
  assert.ok(Math.abs(weightAfter(3 * BALANCE.every, 1) - CONTENT.weight) < 1e-9);
});

test('it grows where the loss is too large and shrinks where it is too small, within bounds', () => {
  const { every, rate } = BALANCE;
  assert.ok(Math.abs(weightAfter(every, 1.2) - CONTENT.weight * Math.exp(0.2 * rate)) < 1e-9);
  assert.ok(weightAfter(every, 0.8) < CONTENT.weight);
  assert.equal(weightAfter(40 * every, 3), CONTENT.most);
  assert.equal(weightAfter(40 * every, 0), CONTENT.least);
});
