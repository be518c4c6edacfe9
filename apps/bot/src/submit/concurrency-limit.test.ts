import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as later } from 'node:timers/promises';
import { Turns } from './concurrency-limit.ts';

it('so many at once, the others in their order, whatever becomes of those before', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  let now = 0;
  let most = 0;
  const works = [0, 1, 2, 3, 4].map((i) =>
    turns.take(async () => {
      begun.push(i);
      most = Math.max(most, ++now);
      await later();
      now--;
      if (i === 1) throw new Error('fails');
      return i;
    }),
  );
  const ends = await Promise.allSettled(works);
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  assert.equal(most, 2);
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  );
  assert.equal(await turns.take(async () => 'free again'), 'free again');
});
