import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jobIdOf } from '../job-id.ts';
import { buildCustomId, JOB_ACTIONS, parseCustomId } from './custom-id.ts';

describe('a custom id', () => {
  it('comes back as it was built, for every action on a job', () => {
    const jobId = jobIdOf('123');
    for (const action of JOB_ACTIONS) {
      assert.deepEqual(parseCustomId(buildCustomId(action, jobId)), { action, subject: jobId });
    }
  });

  it('carries other actions with a subject of any form', () => {
    const id = buildCustomId('styles-page', '3:fast');
    assert.deepEqual(parseCustomId(id), { action: 'styles-page', subject: '3:fast' });
    assert.deepEqual(parseCustomId(buildCustomId('queue')), { action: 'queue', subject: '' });
  });

  it('is nothing where it is not ours', () => {
    for (const id of ['', 'at', 'at:again', 'xx:again:1', 'at:Again:1', 'at::1'])
      assert.equal(parseCustomId(id), null, id);
  });

  it('is at most 100 characters', () => {
    assert.equal(buildCustomId('style', 'x'.repeat(91)).length, 100);
    assert.throws(() => buildCustomId('style', 'x'.repeat(92)), /100 characters/);
    assert.throws(() => buildCustomId('No', ''), /Expected/);
  });
});

describe('the id of a job', () => {
  it('is a UUID of version 8 that only its interaction has', () => {
    const ids = Array.from({ length: 100 }, (_, i) => jobIdOf(String(i)));
    assert.equal(new Set(ids).size, 100);
    assert.equal(jobIdOf('5'), ids[5]);
    for (const id of ids)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
