import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { purge } from '@atelier/queue/purge.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { settleDelivery } from '@atelier/queue/store/delivery.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';

/** A job that ended some hours ago; delivered or not. */
async function endedJob(
  workshop: Workshop,
  { hours, delivered }: { hours: number; delivered: boolean },
): Promise<string> {
  const { jobId } = await submitJob(
    workshop,
    someRequest({ userId: String(hours * 2 + Number(delivered)) }),
    somePhoto,
  );
  await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
  await recordResult(workshop, { id: jobId, attempt: 1 }, someResult());
  if (delivered)
    await settleDelivery(workshop.pool, jobId, { delivery: 'delivered', by: 'edit', messageId: '1' });
  await workshop.pool.query(
    `update atelier.jobs set ended_at = now() - $2 * interval '1 hour', created_at = now() - $2 * interval '1 hour'
     where id = $1`,
    [jobId, hours],
  );
  return jobId;
}

async function kept(workshop: Workshop, jobId: string) {
  const { rows } = await workshop.pool.query(
    `select exists (select from atelier.photos where job_id = j.id) as photo,
            r.picture is not null as picture, r.width, j.interaction_token <> '' as token
     from atelier.jobs j join atelier.results r on r.job_id = j.id where j.id = $1`,
    [jobId],
  );
  return rows[0];
}

describe('the purge', () => {
  it('takes bytes and tokens after their time, keeps figures, and what is not delivered', async (test) => {
    const { workshop } = await withDatabase(test);
    const open = await submitJob(workshop, someRequest({ userId: '99' }), somePhoto);
    await workshop.pool.query(
      `update atelier.jobs set state = 'painting', created_at = now() - interval '100 days'`,
    );
    const fresh = await endedJob(workshop, { hours: 0, delivered: true });
    const yesterday = await endedJob(workshop, { hours: LIMITS.keepBytesHours - 1, delivered: true });
    const old = await endedJob(workshop, { hours: LIMITS.keepBytesHours + 1, delivered: true });
    const waiting = await endedJob(workshop, { hours: LIMITS.keepBytesHours + 1, delivered: false });
    const ancient = await endedJob(workshop, { hours: LIMITS.keepRowsDays * 24 + 1, delivered: true });

    const purged = await purge(workshop);
    assert.deepEqual(purged, {
      expired: 0,
      departed: 0,
      forms: 0,
      tokens: 5,
      interactions: 0,
      photos: 3,
      results: 2,
      rows: 1,
      lessons: 0,
      objects: 0,
      workers: 0,
    });
    assert.deepEqual(await kept(workshop, fresh), {
      photo: true,
      picture: true,
      width: 512,
      token: true,
    });
    assert.deepEqual(await kept(workshop, yesterday), {
      photo: true,
      picture: true,
      width: 512,
      token: false,
    });
    assert.deepEqual(await kept(workshop, old), {
      photo: false,
      picture: false,
      width: 512,
      token: false,
    });
    assert.deepEqual(await kept(workshop, waiting), {
      photo: false,
      picture: true,
      width: 512,
      token: false,
    });
    assert.equal(await kept(workshop, ancient), undefined);
    const { rowCount } = await workshop.pool.query('select from atelier.photos where job_id = $1', [
      open.jobId,
    ]);
    assert.equal(rowCount, 1);
    assert.deepEqual(await purge(workshop), {
      expired: 0,
      departed: 0,
      forms: 0,
      tokens: 0,
      interactions: 0,
      photos: 0,
      results: 0,
      rows: 0,
      lessons: 0,
      objects: 0,
      workers: 0,
    });
  });

  it('ends what nobody has begun within a day, and frees its person’s place', async (test) => {
    const { workshop } = await withDatabase(test);
    const request = someRequest({ userId: '5' });
    for (let i = 0; i < 3; i++) await submitJob(workshop, someRequest({ userId: '5' }), somePhoto);
    await submitJob(workshop, request, somePhoto);
    await workshop.pool.query(
      `update atelier.jobs set created_at = now() - ($1 + 1) * interval '1 hour' where interaction_id = $2`,
      [LIMITS.waitHours, request.interactionId],
    );
    await assert.rejects(submitJob(workshop, someRequest({ userId: '5' }), somePhoto), { code: 'job.limit' });
    assert.equal((await purge(workshop)).expired, 1);
    const outcome = await findOutcome(workshop, request.interactionId);
    assert.equal(outcome?.state === 'failed' && outcome.code, 'job.expired');
    assert.ok((await submitJob(workshop, someRequest({ userId: '5' }), somePhoto)).created);
  });
});
