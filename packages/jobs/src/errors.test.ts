import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AtelierError } from './errors.ts';

it('knows the errors of core too, whoever else has imported them', () => {
  const damaged = new AtelierError('image.damaged');
  assert.match(damaged.message, /damaged or incomplete/);
  assert.equal(damaged.retryable, false);
  assert.equal(new AtelierError('fetch.timeout').retryable, true);
});
