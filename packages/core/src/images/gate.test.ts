import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gate } from './gate.ts';

test('never more tasks at once than places, all done, in order, also when some fail', async () => {
  const enter = gate(2);
  let inside = 0;
  let most = 0;
  const begun: number[] = [];
  const task = (n: number) => async () => {
    begun.push(n);
    most = Math.max(most, ++inside);
    await setImmediate();
    inside--;
    if (n % 3 === 0) throw new Error(`task ${n}`);
    return n;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((n) => enter(task(n))));
  assert.equal(most, 2);
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(
    results.map((r) => r.status === 'fulfilled'),
    [false, true, true, false, true, true, false],
  );
  assert.equal(await enter(async () => 'free again'), 'free again');
});
