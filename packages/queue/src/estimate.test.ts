import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endsOf } from './estimate.ts';

const times = (ends: Map<string, number>) => Object.fromEntries(ends);

describe('the ends of jobs', () => {
  it('come one after the other with one painter, after what it paints now', () => {
    const painters = [{ speed: 100, painting: [{ id: 'now', pixels: 300 }] }];
    const line = ['a', 'b'].map((id) => ({ id, pixels: 1000 }));
    assert.deepEqual(times(endsOf(painters, line)), { now: 3, a: 13, b: 23 });
  });

  it('whoever is free first takes the next, at its own speed', () => {
    const painters = [
      { speed: 100, painting: [] },
      { speed: 50, painting: [] },
    ];
    const line = ['a', 'b', 'c', 'd'].map((id) => ({ id, pixels: 1000 }));
    // a: fast 0–10, b: slow 0–20, c: fast 10–20, d: both free at 20, the first in the list takes it
    assert.deepEqual(times(endsOf(painters, line)), { a: 10, b: 20, c: 20, d: 30 });
  });
});
