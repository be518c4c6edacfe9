import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AtelierError } from '@atelier/queue/errors.ts';
import { readPlaces } from '@atelier/queue/queue-view.ts';
import { type Quota, quotaFor } from '@atelier/queue/quota.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest } from '../support/request.ts';

const NONE: Quota = { picturesHour: null, picturesDay: null, secondsHour: null, secondsDay: null };

/** A picture of person 2000 that is done, ordered so many minutes ago and painted for so long. */
async function painted({ pool }: Workshop, jobId: string, minutes: number, seconds: number) {
  await pool.query(
    `update atelier.jobs set state = 'done', ended_at = now(), created_at = now() - $2 * interval '1 minute'
     where id = $1`,
    [jobId, minutes],
  );
  await pool.query(
    `insert into atelier.results
       (job_id, attempt, picture_type, width, height, seconds, iterations, seed, engine, device, losses)
     values ($1, 1, 'png', 1, 1, $2, 1, 1, 'onnx', 'cpu', '[]')`,
    [jobId, seconds],
  );
}

async function refused(work: Promise<unknown>): Promise<{ kind: unknown; inMinutes: number }> {
  const error = await work.then(
    () => assert.fail('it was taken'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof AtelierError && error.code === 'job.quota', String(error));
  const { kind, freeAt } = error.data;
  return { kind, inMinutes: Math.round((Number(freeAt) - Date.now() / 1000) / 60) };
}

describe('a quota', () => {
  it('of pictures: says when the oldest leaves the hour or the day', async (test) => {
    const { workshop } = await withDatabase(test);
    for (const minutes of [50, 20, 90]) {
      const { jobId } = await submitJob(workshop, someRequest(), somePhoto);
      await painted(workshop, jobId, minutes, 1);
    }
    const order = (quota: Partial<Quota>) =>
      submitJob(workshop, someRequest(), somePhoto, null, { quota: { ...NONE, ...quota } });
    assert.deepEqual(await refused(order({ picturesHour: 2 })), { kind: 'pictures-hour', inMinutes: 10 });
    assert.deepEqual(await refused(order({ picturesHour: 1 })), { kind: 'pictures-hour', inMinutes: 40 });
    assert.deepEqual(await refused(order({ picturesDay: 3 })), { kind: 'pictures-day', inMinutes: 1350 });
    const both = { picturesHour: 2, picturesDay: 3 };
    assert.deepEqual(
      await refused(order(both)),
      { kind: 'pictures-day', inMinutes: 1350 },
      'not in vain then',
    );
    assert.ok((await order({ picturesHour: 3, picturesDay: 4 })).created);
  });

  it('of painting seconds: what failed, and what was in another server, does not count', async (test) => {
    const { workshop } = await withDatabase(test);
    for (const [minutes, seconds, guildId] of [
      [50, 30, '3000'],
      [20, 40, '3000'],
      [10, 500, '3001'],
    ] as const) {
      const { jobId } = await submitJob(workshop, someRequest({ guildId }), somePhoto);
      await painted(workshop, jobId, minutes, seconds);
    }
    const failed = await submitJob(workshop, someRequest(), somePhoto);
    await workshop.pool.query(`update atelier.jobs set state = 'failed' where id = $1`, [failed.jobId]);
    const order = (quota: Partial<Quota>) =>
      submitJob(workshop, someRequest(), somePhoto, null, { quota: { ...NONE, ...quota } });
    assert.deepEqual(await refused(order({ secondsHour: 70 })), { kind: 'seconds-hour', inMinutes: 10 });
    assert.deepEqual(await refused(order({ secondsDay: 35 })), { kind: 'seconds-day', inMinutes: 1420 });
    assert.ok((await order({ secondsHour: 71, picturesHour: 3 })).created);
  });

  it('is the most of what a person’s roles have, or that of everybody else', () => {
    const tiers = [
      { ...NONE, role: null, picturesDay: 3 },
      { ...NONE, role: '1', picturesDay: 10, secondsDay: 100 },
      { ...NONE, role: '2', picturesDay: 5 },
    ];
    assert.equal(quotaFor(tiers, [])?.picturesDay, 3);
    assert.deepEqual(quotaFor(tiers, ['1', '2']), { ...NONE, picturesDay: 10 });
    assert.equal(quotaFor(tiers.slice(1), ['7']), null);
  });
});

describe('a burst of 200 orders by one person', () => {
  it('delays each other person by one job at most', async (test) => {
    const { workshop } = await withDatabase(test);
    const burst = await Promise.allSettled(
      Array.from({ length: 200 }, () => submitJob(workshop, someRequest({ userId: '1' }), somePhoto)),
    );
    assert.ok(burst.some(({ status }) => status === 'rejected'));
    for (let i = 0; i < 8; i++) {
      const { jobId } = await submitJob(workshop, someRequest({ userId: `${100 + i}` }), somePhoto);
      const { places } = await readPlaces(workshop.pool, [jobId]);
      assert.equal(places[0]?.ahead, 1 + i, 'those of the others, and one of the burst');
    }
  });
});
