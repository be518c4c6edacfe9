import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SeenInteractions } from './seen-interactions.ts';

it('an interaction is new once', () => {
  const recent = new SeenInteractions(2);
  assert.deepEqual(
    ['a', 'b', 'a', 'b'].map((id) => recent.add(id)),
    [true, true, false, false],
  );
});

it('the oldest is forgotten when the limit is passed, so that memory stays bounded', () => {
  const recent = new SeenInteractions(2);
  for (const id of ['a', 'b', 'c']) recent.add(id);
  assert.equal(recent.add('c'), false);
  assert.equal(recent.add('b'), false);
  assert.equal(recent.add('a'), true);
});
