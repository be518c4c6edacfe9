import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interactionToken, snowflakes } from './ids.ts';

test('snowflakes carry the time and rise even while the clock stands still or goes back', () => {
  const times = [1_600_000_000_000, 1_600_000_000_000, 1_599_000_000_000, 1_700_000_000_000];
  const next = snowflakes(() => times.shift()!);
  const ids = [next(), next(), next(), next()].map(BigInt);
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => (a < b ? -1 : 1)),
  );
  assert.equal(new Set(ids).size, 4);
  const ms = Number((ids[0]! >> 22n) + 1_420_070_400_000n);
  assert.equal(ms, 1_600_000_000_000);
});

test('an interaction’s token names its interaction and is never the same', () => {
  assert.match(Buffer.from(interactionToken('42'), 'base64url').toString(), /^interaction:42:/);
  assert.notEqual(interactionToken('42'), interactionToken('42'));
});
