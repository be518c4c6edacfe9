import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { workQueue } from '@atelier/queue/queue-loop.ts';
import { viewQueue } from '@atelier/queue/queue-view.ts';
import { DELIVER_QUEUE, STYLE_QUEUES } from '@atelier/queue/queues.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { startWebhook } from '../support/webhook.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

describe('the pace of the queue', () => {
  it('is that of the work: what waits is fetched when the one before is done, not at the next look', async (test) => {
    const { workshop } = await withDatabase(test);
    for (const queue of [STYLE_QUEUES.fast, DELIVER_QUEUE]) {
      const done: string[] = [];
      const jobs = Array.from({ length: 5 }, (_, i) => `${i}`);
      for (const jobId of jobs) await workshop.boss.send(queue, { jobId });
      // nobody calls but the loop itself
      await workshop.watch.stop();
      const loop = workQueue(workshop, queue, async ({ data }) => void done.push(data.jobId));
      await eventually(`all of ${queue}`, () => done.length === jobs.length);
      assert.deepEqual(done.sort(), jobs);
      await loop.stop();
    }
  });

  it('goes on after an entry that failed', async (test) => {
    const { workshop } = await withDatabase(test);
    const done: string[] = [];
    for (const jobId of ['fails', 'a', 'b']) await workshop.boss.send(STYLE_QUEUES.fast, { jobId });
    const handle = async ({ data }: { data: { jobId: string } }) => {
      if (data.jobId === 'fails') throw new Error('a test');
      done.push(data.jobId);
    };
    await workshop.watch.stop();
    const loop = workQueue(workshop, STYLE_QUEUES.fast, handle);
    await eventually('the others', () => done.length === 2);
    await loop.stop();
  });

  it('a worker takes the next job in the statement that records one', async (test) => {
    const { workshop } = await withDatabase(test);
    // so that nobody calls for what waits
    await workshop.watch.stop();
    for (let i = 0; i < 4; i++) await submitJob(workshop, someRequest({ userId: `${i}` }), somePhoto);
    const said: string[] = [];
    const { pool } = workshop;
    const query = pool.query.bind(pool) as (...of: unknown[]) => Promise<unknown>;
    test.mock.method(pool, 'query', (...of: unknown[]) => {
      const [sql] = of as [string | { text: string }];
      const text = typeof sql === 'string' ? sql : sql.text;
      said.push(...(/atelier\.(?:take|record_and_take|record_result)\b/.exec(text) ?? []));
      return query(...of);
    });
    const handle = (job: ClaimedJob) => recordResult(workshop, job, someResult());
    const working = await workJobs(workshop, { qualities: ['fast'], workerId: 'w', handle });
    await eventually('all painted', () => said.length > 4);
    await working.drain(5000);
    const { rows } = await workshop.pool.query(`select from atelier.jobs where state = 'done'`);
    assert.equal(rows.length, 4);
    const jobs = said.filter((one) => one !== 'atelier.take');
    assert.deepEqual(jobs, Array(4).fill('atelier.record_and_take'));
    // at the beginning, and where an order's word comes late
    assert.ok(said.length - jobs.length < 4, said.join(' '));
  });

  it('is told from all that a job costs a worker, not from the painting alone', async (test) => {
    const { workshop, url, closers } = await withDatabase(test);
    const discord = await startWebhook();
    closers.push(discord.close);
    // it says that the painting took 1 s, whatever it took
    const worker = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 2000 });
    closers.push(async () => void (await worker.end('SIGKILL')));
    await worker.said('ready');
    await submitJob(workshop, someRequest(), somePhoto);
    const seconds = await eventually(
      'a measured worker',
      async () => (await viewQueue(workshop, '1')).lines.fast.secondsPerJob,
    );
    assert.ok(seconds >= 2, `${seconds} s`);
    test.diagnostic(`a job of 2 s is told as ${seconds.toFixed(2)} s`);
    assert.equal(await worker.end('SIGTERM'), 0);
  });
});
