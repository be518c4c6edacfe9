import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { priorityOf } from './priority.ts';

/** s since 1970; a day in 2026 */
const NOW = 1_790_000_000;
const INTEGER = 2 ** 31;

describe('the priority', () => {
  it('puts a first job before everybody’s second, and a second one before newcomers after its time', () => {
    const second = priorityOf('fast', { all: 1, ofGuild: 0 }, NOW);
    assert.ok(priorityOf('fast', { all: 0, ofGuild: 0 }, NOW + 1) > second);
    assert.ok(priorityOf('fast', { all: 0, ofGuild: 0 }, NOW + LIMITS.turnSeconds.fast + 1) < second);
  });

  it('is first come, first served among first jobs', () => {
    assert.ok(
      priorityOf('high', { all: 0, ofGuild: 0 }, NOW) > priorityOf('high', { all: 0, ofGuild: 0 }, NOW + 1),
    );
  });

  it('fits an integer for decades', () => {
    const far = priorityOf(
      'high',
      { all: LIMITS.openJobsPerUserRange.max, ofGuild: 0 },
      Date.UTC(2090, 0) / 1000,
    );
    assert.ok(Number.isInteger(far) && far > -INTEGER);
    assert.ok(Number.isInteger(priorityOf('fast', { all: 3, ofGuild: 0 }, NOW + 0.5)));
  });
});
