import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { readPlaces } from '@atelier/queue/queue-view.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest } from '../support/request.ts';

async function counts(workshop: Workshop): Promise<{ jobs: number; photos: number; entries: number }> {
  const { rows } = await workshop.pool.query(
    `select (select count(*)::int from atelier.jobs) as jobs,
            (select count(*)::int from atelier.photos) as photos,
            (select count(*)::int from pgboss.job where name like 'style-%') as entries`,
  );
  return rows[0];
}

async function ahead({ pool }: Workshop, jobId: string): Promise<number> {
  const place = (await readPlaces(pool, [jobId])).places[0]!;
  return place!.ahead;
}

describe('submitJob', () => {
  it('writes job, photo and queue entry', async (test) => {
    const { workshop } = await withDatabase(test);
    const { jobId, created } = await submitJob(workshop, someRequest(), somePhoto);
    assert.ok(created);
    assert.equal(await ahead(workshop, jobId), 0);
    assert.deepEqual(await counts(workshop), { jobs: 1, photos: 1, entries: 1 });
    const entry = await workshop.boss.getJobById('style-fast', jobId);
    assert.deepEqual(entry?.data, { jobId });
  });

  it('makes one job of two submits of the same interaction at once', async (test) => {
    const { workshop } = await withDatabase(test);
    const request = someRequest();
    const both = await Promise.all([1, 2].map(() => submitJob(workshop, request, somePhoto)));
    assert.equal(both[0]!.jobId, both[1]!.jobId);
    assert.deepEqual(both.map((one) => one.created).sort(), [false, true]);
    assert.deepEqual(await counts(workshop), { jobs: 1, photos: 1, entries: 1 });
  });

  it('leaves nothing when the queue refuses in the middle', async (test) => {
    const { workshop } = await withDatabase(test);
    const broken = Object.create(workshop.boss, {
      send: { value: () => Promise.reject(new Error('refused')) },
    }) as Workshop['boss'];
    await assert.rejects(submitJob({ ...workshop, boss: broken }, someRequest(), somePhoto), /refused/);
    assert.deepEqual(await counts(workshop), { jobs: 0, photos: 0, entries: 0 });
  });

  it('accepts four open jobs of a person, even of ten at once', async (test) => {
    const { workshop } = await withDatabase(test);
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => submitJob(workshop, someRequest({ userId: '77' }), somePhoto)),
    );
    const refused = all.filter((one) => one.status === 'rejected').map((one) => one.reason);
    assert.equal(all.length - refused.length, 4);
    assert.ok(refused.every((error) => error instanceof AtelierError && error.code === 'job.limit'));
    assert.deepEqual(await counts(workshop), { jobs: 4, photos: 4, entries: 4 });
    assert.ok((await submitJob(workshop, someRequest({ userId: '78' }), somePhoto)).created);
  });

  it('puts a second person before the flood of a first, and says so', async (test) => {
    const { workshop } = await withDatabase(test);
    const flood = [];
    for (let i = 0; i < 4; i++) {
      const one = await submitJob(workshop, someRequest({ userId: '1', guildId: null }), somePhoto);
      assert.equal(await ahead(workshop, one.jobId), i);
      flood.push(one);
    }
    const other = await submitJob(workshop, someRequest({ userId: '2', guildId: null }), somePhoto);
    assert.equal(await ahead(workshop, other.jobId), 1);
    const order = [];
    for (let i = 0; i < 5; i++) order.push(...(await workshop.boss.fetch('style-fast')));
    const expected = [flood[0], other, flood[1], flood[2], flood[3]];
    assert.deepEqual(
      order.map((job) => job.id),
      expected.map((one) => one!.jobId),
    );
  });

  it('puts a quiet server between the many of a busy one, and both before newcomers after their time', async (test) => {
    const { workshop } = await withDatabase(test);
    const from = async (guildId: string, userId: string) =>
      (await submitJob(workshop, someRequest({ guildId, userId }), somePhoto)).jobId;
    for (let i = 0; i < 100; i++) await from('1', `${100 + i}`);
    const quiet = [await from('2', '1'), await from('2', '1'), await from('2', '1')];
    const places = [];
    for (const jobId of quiet) places.push(await ahead(workshop, jobId));
    // within each second of the test the busy server's may be due before
    for (const [i, place] of places.entries()) assert.ok(place <= 2 * (i + 1), `${places}`);
    // the whole line has waited until the last turn has come
    await workshop.pool.query(
      `update atelier.jobs set priority = priority + $1, created_at = created_at - $1 * interval '1 second'`,
      [100 * LIMITS.serverTurn * LIMITS.turnSeconds.fast],
    );
    assert.equal(await ahead(workshop, await from('3', '2')), 103);
  });

  it('lets a server’s newcomer come before another’s second, here and in the queue', async (test) => {
    const { workshop } = await withDatabase(test);
    const from = async (userId: string) =>
      (await submitJob(workshop, someRequest({ userId }), somePhoto)).jobId;
    const flood = [];
    for (let i = 0; i < 4; i++) flood.push(await from('1'));
    const others = [await from('2'), await from('3')];
    const second = await from('2');
    const { rows: mine } = await workshop.pool.query<{ id: string }>(
      'select id from atelier.jobs order by priority desc, created_at',
    );
    const order: string[] = [];
    for (const _ of mine) order.push(...(await workshop.boss.fetch('style-fast')).map(({ id }) => id));
    assert.deepEqual(order, [flood[0], ...others, flood[1], second, flood[2], flood[3]]);
    assert.deepEqual(
      mine.map(({ id }) => id),
      order,
    );
  });

  it('counts only the same quality', async (test) => {
    const { workshop } = await withDatabase(test);
    const submit = async (userId: string, quality: 'fast' | 'high') =>
      (await submitJob(workshop, someRequest({ userId, quality }), somePhoto)).jobId;
    await submit('1', 'high');
    assert.equal(await ahead(workshop, await submit('2', 'fast')), 0);
    assert.equal(await ahead(workshop, await submit('3', 'high')), 1);
  });

  it('refuses a request that is not one', async (test) => {
    const { workshop } = await withDatabase(test);
    await assert.rejects(submitJob(workshop, someRequest({ seed: -1 }), somePhoto));
    await assert.rejects(submitJob(workshop, someRequest({ userId: "1'; drop table" }), somePhoto));
  });
});
