import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findOutcome } from '@atelier/jobs/outcome.ts';
import { submitJob } from '@atelier/jobs/submit.ts';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest } from '../support/request.ts';
import { isResult, startWebhook } from '../support/webhook.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

describe('a worker process', () => {
  it('killed in the middle: the job is taken again within 30 s, and one result arrives', async (test) => {
    const { workshop, url, closers } = await withDatabase(test);
    const discord = await startWebhook();
    closers.push(discord.close);
    const request = someRequest();
    const { jobId } = await submitJob(workshop, request, somePhoto);

    const first = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 60_000 });
    closers.push(async () => void (await first.end('SIGKILL')));
    await first.said('painting');
    const second = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 100 });
    closers.push(async () => void (await second.end('SIGKILL')));
    await second.said('ready');
    await first.end('SIGKILL');
    const killedAt = Date.now();

    await second.said('painting');
    assert.ok(Date.now() - killedAt < 30_000, `taken again after ${Date.now() - killedAt} ms`);
    const outcome = await eventually('a delivered result', async () => {
      const found = await findOutcome(workshop, request.interactionId);
      return found?.state === 'done' && found.delivered && found;
    });
    assert.equal(outcome.engine, 'slow');
    assert.equal(await second.end('SIGTERM'), 0);
    assert.equal(discord.requests.filter(isResult).length, 1);
    const { rows } = await workshop.pool.query('select attempt from atelier.results where job_id = $1', [
      jobId,
    ]);
    assert.deepEqual(rows, [{ attempt: 2 }]);
  });

  it('asked to go finishes its painting, and claims nothing more', async (test) => {
    const { workshop, url, closers } = await withDatabase(test);
    const discord = await startWebhook();
    closers.push(discord.close);
    const painted = someRequest({ userId: '1' });
    const left = someRequest({ userId: '2' });
    await submitJob(workshop, painted, somePhoto);
    await submitJob(workshop, left, somePhoto);

    const worker = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 1000 });
    closers.push(async () => void (await worker.end('SIGKILL')));
    await worker.said('painting');
    assert.equal(await worker.end('SIGTERM'), 0);

    assert.equal((await findOutcome(workshop, painted.interactionId))?.state, 'done');
    assert.equal((await findOutcome(workshop, left.interactionId))?.state, 'waiting');
    const { rows } = await workshop.pool.query('select state, jobs_done from atelier.workers');
    assert.deepEqual(rows, [{ state: 'gone', jobs_done: 1 }]);
  });

  it('asked to go with a painting that takes too long hands it back, without counting the attempt', async (test) => {
    const { workshop, url, closers } = await withDatabase(test);
    const discord = await startWebhook();
    closers.push(discord.close);
    const request = someRequest({ quality: 'high' });
    const { jobId } = await submitJob(workshop, request, somePhoto);
    const slow = startWorkerProcess({
      databaseUrl: url,
      discordApi: discord.api,
      paintMs: 60_000,
      drainSeconds: 0,
    });
    closers.push(async () => void (await slow.end('SIGKILL')));
    await slow.said('painting');
    assert.equal(await slow.end('SIGTERM'), 0);
    assert.equal((await findOutcome(workshop, request.interactionId))?.state, 'waiting');

    const next = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 10 });
    closers.push(async () => void (await next.end('SIGKILL')));
    await eventually(
      'a result',
      async () => (await findOutcome(workshop, request.interactionId))?.state === 'done',
    );
    const entry = await workshop.boss.getJobById('style-high', jobId);
    assert.deepEqual([entry?.retryCount, entry?.retryLimit], [1, 3]);
    await next.end('SIGTERM');
  });
});
