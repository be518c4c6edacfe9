import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differs } from './queue-positions.ts';

describe('a place that was told', () => {
  const now = Date.now();
  const told = { ahead: 3, noWorker: false, paused: null, readyAt: now + 100_000 };

  it('is not true any more when another number comes first, or somebody can paint it now', () => {
    assert.equal(differs(told, { ...told, ahead: 2 }), true);
    assert.equal(differs(told, { ...told, noWorker: true }), true);
    assert.equal(differs(told, { ...told, paused: 'Until noon.' }), true);
    assert.equal(differs(told, { ...told, readyAt: null }), true);
    assert.equal(differs({ ...told, readyAt: null }, told), true);
    assert.equal(differs(told, told), false);
  });

  it('bears an estimate that is off by a quarter, or by 5 s', () => {
    assert.equal(differs(told, { ...told, readyAt: now + 120_000 }), false);
    assert.equal(differs(told, { ...told, readyAt: now + 160_000 }), true);
    assert.equal(differs(told, { ...told, readyAt: now + 70_000 }), true);
    const soon = { ...told, readyAt: now + 8000 };
    assert.equal(differs(soon, { ...soon, readyAt: now + 4000 }), false);
  });
});
