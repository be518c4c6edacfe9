import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AtelierError } from './errors.ts';

it('knows the errors of the packages below too, whoever else has imported them', () => {
  const damaged = new AtelierError('image.damaged');
  assert.match(damaged.message, /damaged or incomplete/);
  assert.equal(damaged.retryable, false);
  assert.equal(new AtelierError('job.expired').retryable, true);
});
