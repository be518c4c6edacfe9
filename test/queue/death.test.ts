import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest } from '../support/request.ts';
import { SPAWNED } from '../support/spawned.ts';
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

  it('that was asleep while another one painted its job writes nothing when it wakes', async (test) => {
    const { workshop, url, closers } = await withDatabase(test);
    const discord = await startWebhook();
    closers.push(discord.close);
    const request = someRequest();
    const { jobId } = await submitJob(workshop, request, somePhoto);
    // it has some seconds left when it is put to sleep, enough for progress edits and a result
    const sleeper = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 6000 });
    closers.push(async () => void (await sleeper.end('SIGKILL')));
    await sleeper.said('painting');
    sleeper.child.kill('SIGSTOP');
    const second = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 100 });
    closers.push(async () => void (await second.end('SIGKILL')));
    await eventually('a delivered result', async () => {
      const found = await findOutcome(workshop, request.interactionId);
      return found?.state === 'done' && found.delivered;
    });
    const seen = discord.requests.length;
    sleeper.child.kill('SIGCONT');
    assert.equal(await sleeper.end('SIGTERM'), 0);
    assert.equal(discord.requests.length, seen, 'nothing was sent after the result');
    const { rows } = await workshop.pool.query(
      `select r.attempt, j.worker_id = w.id as by_second
       from atelier.results r join atelier.jobs j on j.id = r.job_id, atelier.workers w
       where j.id = $1 and w.pid = $2`,
      [jobId, second.child.pid],
    );
    assert.deepEqual(rows, [{ attempt: 2, by_second: true }]);
  });

  it('asked to go finishes its painting, and claims nothing more', async (test) => {
    const { workshop, url, closers } = await withDatabase(test);
    const discord = await startWebhook();
    closers.push(discord.close);
    const painted = someRequest({ userId: '1' });
    const left = someRequest({ userId: '2' });
    await submitJob(workshop, painted, somePhoto);
    await submitJob(workshop, left, somePhoto);

    const worker = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 5000 });
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
    const entry = await workshop.boss.getJobById('style-high', jobId);
    assert.deepEqual([entry?.retryCount, entry?.retryLimit], [0, 3]);

    const next = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 10 });
    closers.push(async () => void (await next.end('SIGKILL')));
    await eventually(
      'a result',
      async () => (await findOutcome(workshop, request.interactionId))?.state === 'done',
    );
    assert.equal(await workshop.boss.getJobById('style-high', jobId), null, 'an entry goes with its result');
    await next.end('SIGTERM');
  });

  it('whose starter is gone ends in order', async (test) => {
    const { url } = await withDatabase(test);
    const worker = startRealWorker(url);
    await worker.ready;
    worker.child.disconnect();
    assert.deepEqual(await worker.ended, [0, null]);
  });

  it('asked twice ends at once', async (test) => {
    const { url } = await withDatabase(test);
    const worker = startRealWorker(url);
    await worker.ready;
    worker.child.kill('SIGTERM');
    worker.child.kill('SIGINT');
    assert.deepEqual(await worker.ended, [1, null]);
  });
});

/** apps/worker/src/main.ts as the starter runs it, with the real engine. */
function startRealWorker(databaseUrl: string) {
  const child = fork(fileURLToPath(new URL('../../apps/worker/src/main.ts', import.meta.url)), {
    env: { ...SPAWNED, DATABASE_URL: databaseUrl, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  const ready = new Promise<void>((done, fail) => {
    child.stderr!.on('data', (part) => {
      said += part;
      if (said.includes('the worker is ready')) done();
    });
    child.once('exit', () => fail(new Error(said)));
  });
  return { child, ready, ended: once(child, 'exit') };
}
