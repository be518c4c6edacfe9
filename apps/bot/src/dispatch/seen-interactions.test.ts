import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RecentIds } from './seen-interactions.ts';

it('an interaction is new once', () => {
  const recent = new RecentIds(2);
  assert.deepEqual(
    ['a', 'b', 'a', 'b'].map((id) => recent.add(id)),
    [true, true, false, false],
  );
});

it('the oldest is forgotten when the limit is passed, so that memory stays bounded', () => {
  const recent = new RecentIds(2);
  for (const id of ['a', 'b', 'c']) recent.add(id);
  assert.equal(recent.add('c'), false);
  assert.equal(recent.add('b'), false);
  assert.equal(recent.add('a'), true);
});
