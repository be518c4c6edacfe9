import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cancelJob } from '@atelier/queue/cancel.ts';
import { jobIdOf } from '@atelier/queue/job-id.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { insertInteraction } from '@atelier/queue/store/open-interactions.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { isResult, startWebhook } from '../support/webhook.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

describe('a job that is cancelled', () => {
  it('while it waits leaves the queue, frees its place, and is told', async (test) => {
    const { workshop } = await withDatabase(test);
    const request = someRequest();
    const { jobId } = await submitJob(workshop, request, somePhoto);
    assert.equal(await cancelJob(workshop, jobId, request.userId), 'cancelled');
    assert.deepEqual(await workshop.boss.fetch('style-fast'), []);
    const outcome = await findOutcome(workshop, request.interactionId);
    assert.equal(outcome?.state === 'failed' && outcome.code, 'job.cancelled');
    const entry = (await workshop.boss.fetch('deliver'))[0]!;
    assert.deepEqual(entry.data, { jobId });
    assert.equal(await cancelJob(workshop, jobId, request.userId), 'cancelled', 'pressed twice');
    assert.equal(await cancelJob(workshop, jobId, 'somebody else'), 'too-late');
    for (let i = 0; i < 4; i++) await submitJob(workshop, someRequest(), somePhoto);
  });

  it('before it was a job, while its picture is fetched: the submit finds it cancelled', async (test) => {
    const { workshop } = await withDatabase(test);
    const request = someRequest();
    const { interactionId: id, interactionToken: token, applicationId, userId, locale } = request;
    const row = { id, token, applicationId, userId, locale, jobId: jobIdOf(id), payload: {} };
    await insertInteraction(workshop.pool, { ...row, deferral: 'public' }, { by: 'a bot', seconds: 15 });
    assert.equal(await cancelJob(workshop, row.jobId, userId), 'cancelled');
    await assert.rejects(submitJob(workshop, request, somePhoto), { code: 'job.cancelled' });
    assert.equal(await findOutcome(workshop, id), null);
    const other = someRequest();
    const second = { ...row, id: other.interactionId, jobId: jobIdOf(other.interactionId) };
    await insertInteraction(workshop.pool, { ...second, deferral: 'public' }, { by: 'a bot', seconds: 15 });
    await submitJob(workshop, other, somePhoto);
    assert.equal(await cancelJob(workshop, second.jobId, userId), 'cancelled', 'by now a job');
    const { rows } = await workshop.pool.query('select id from atelier.interactions');
    assert.deepEqual(rows, [{ id }], 'the job’s row has taken over from the second');
  });

  it('writes no result afterwards; a finished or unknown one is not cancelled', async (test) => {
    const { workshop } = await withDatabase(test);
    const { jobId } = await submitJob(workshop, someRequest(), somePhoto);
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
    assert.equal(await cancelJob(workshop, jobId, '9'), 'cancelled');
    assert.equal(await recordResult(workshop, { id: jobId, attempt: 1 }, someResult()), false);
    assert.equal(await claimJob(workshop.pool, { jobId, attempt: 2, workerId: 'w' }), null);

    const other = await submitJob(workshop, someRequest(), somePhoto);
    await claimJob(workshop.pool, { jobId: other.jobId, attempt: 1, workerId: 'w' });
    await recordResult(workshop, { id: other.jobId, attempt: 1 }, someResult());
    assert.equal(await cancelJob(workshop, other.jobId, '9'), 'too-late');
    assert.equal(await cancelJob(workshop, '00000000-0000-8000-8000-000000000000', '9'), 'unknown');
  });

  for (const heard of [true, false]) {
    const how = heard ? 'at once' : 'even where no NOTIFY arrives';
    it(`while it is painted stops its worker process ${how}, which takes the next`, async (test) => {
      const { workshop, url, closers } = await withDatabase(test);
      const discord = await startWebhook();
      closers.push(discord.close);
      const { jobId } = await submitJob(workshop, someRequest(), somePhoto);
      const worker = startWorkerProcess({ databaseUrl: url, discordApi: discord.api, paintMs: 60_000 });
      closers.push(async () => void (await worker.end('SIGKILL')));
      await worker.said('painting');
      await submitJob(workshop, someRequest({ userId: '5' }), somePhoto);
      if (!heard) {
        await workshop.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen atelier_cancel'`,
        );
        // the look of the next second makes the connection anew: before that, only the look can find it
        await workshop.pool.query(`update atelier.jobs set state = 'failed', error_code = 'job.cancelled',
          delivery = 'undeliverable', ended_at = now() where id = '${jobId}'`);
      }
      const cancelledAt = Date.now();
      if (heard) assert.equal(await cancelJob(workshop, jobId, '2000'), 'cancelled');
      await worker.said('stopped');
      const tookMs = Date.now() - cancelledAt;
      test.diagnostic(`stopped after ${tookMs} ms`);
      assert.ok(tookMs < 10_000, `stopped after ${tookMs} ms`);
      await worker.said('painting', 2);
      if (!heard) return;
      await eventually('the cancelled reply', async () => {
        const { rows } = await workshop.pool.query('select delivery from atelier.jobs where id = $1', [
          jobId,
        ]);
        return rows[0].delivery === 'delivered';
      });
      assert.equal(discord.requests.filter(isResult).length, 0);
      // the next one's may have come after it
      assert.ok(discord.requests.some(({ json }) => /cancelled/i.test(JSON.stringify(json.components))));
    });
  }
});
