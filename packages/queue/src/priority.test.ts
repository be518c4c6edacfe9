import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { giveWay, priorityOf } from './priority.ts';

/** s since 1970; a day in 2026 */
const NOW = 1_790_000_000;
const INTEGER = 2 ** 31;

const outside = (turn: number, now: number) => priorityOf('fast', { turn, last: null, inServer: false }, now);

describe('the priority', () => {
  it('puts a first job before everybody’s second, and a second one before newcomers after its time', () => {
    const second = outside(1, NOW);
    assert.ok(outside(0, NOW + 1) > second);
    assert.ok(outside(0, NOW + LIMITS.turnSeconds.fast + 1) < second);
  });

  it('is first come, first served among first jobs', () => {
    assert.ok(outside(0, NOW) > outside(0, NOW + 1));
  });

  it('gives a server its turns one after the other, whoever’s they are', () => {
    const inServer = { inServer: true, turn: 3 };
    const first = priorityOf('high', { ...inServer, last: null }, NOW);
    const second = priorityOf('high', { ...inServer, last: first }, NOW);
    const step = LIMITS.serverTurn * LIMITS.turnSeconds.high;
    assert.equal(second, first - step);
    assert.ok(priorityOf('high', { ...inServer, last: second }, NOW + 9 * step) === first - 9 * step);
  });

  it('fits an integer for decades', () => {
    const turn = LIMITS.openJobsPerUserRange.max;
    const far = priorityOf('high', { turn, last: null, inServer: false }, Date.UTC(2090, 0) / 1000);
    assert.ok(Number.isInteger(far) && far > -INTEGER);
    assert.ok(Number.isInteger(outside(3, NOW + 0.5)));
  });
});

describe('giving way', () => {
  const placed = (...priorities: number[]) => priorities.map((priority, i) => ({ id: `${i}`, priority }));

  it('moves one of each later turn to the place of the next', () => {
    assert.deepEqual(giveWay(-60, placed(-15, -30, -45)), {
      priority: -15,
      moved: placed(-30, -45, -60),
    });
    assert.deepEqual(giveWay(-60, []), { priority: -60, moved: [] });
  });

  it('leaves alone what stands out of order', () => {
    assert.deepEqual(giveWay(-60, placed(-30, -15, -70)), { priority: -30, moved: placed(-60) });
  });
});
