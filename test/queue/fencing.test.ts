import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { recordFailure, recordProgress, recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { workJobs } from '@atelier/queue/work.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';

const progress = {
  iteration: 1,
  iterations: 2,
  fraction: 0.5,
  width: 8,
  height: 8,
  content: 1,
  style: 1,
  total: 2,
};

async function deliveries({ pool }: Workshop): Promise<number> {
  const { rows } = await pool.query(`select count(*)::int as count from pgboss.job where name = 'deliver'`);
  return rows[0].count;
}

/** Works until the first end of a job, with whatever the handler does. */
async function working(
  workshop: Workshop,
  closers: (() => Promise<void>)[],
  handle: (job: ClaimedJob, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { drain } = await workJobs(workshop, { qualities: ['fast', 'high'], workerId: 'w', handle });
  closers.push(() => drain(0));
}

describe('attempts', () => {
  it('an old one writes nothing once a newer one has the job', async (test) => {
    const { workshop } = await withDatabase(test);
    const request = someRequest();
    const { jobId } = await submitJob(workshop, request, somePhoto);
    const old = { id: jobId, attempt: 1 };
    const newer = { id: jobId, attempt: 2 };
    assert.ok(await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'a' }));
    assert.ok(await claimJob(workshop.pool, { jobId, attempt: 2, workerId: 'b' }));
    assert.equal(await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'a' }), null);

    assert.equal(await recordProgress(workshop, old, progress), false);
    assert.equal(await recordResult(workshop, old, someResult({ engine: 'old' })), false);
    assert.equal(await recordFailure(workshop, old, new AtelierError('internal')), false);
    assert.equal(await deliveries(workshop), 0);

    assert.equal(await recordProgress(workshop, newer, progress), true);
    assert.equal(await recordResult(workshop, newer, someResult({ engine: 'newer' })), true);
    assert.equal(await recordResult(workshop, newer, someResult()), false);
    assert.equal(await recordFailure(workshop, newer, new AtelierError('internal')), false);
    assert.equal(await recordProgress(workshop, newer, progress), false);
    assert.equal(await deliveries(workshop), 1);
    const outcome = await findOutcome(workshop, request.interactionId);
    assert.equal(outcome?.state === 'done' && outcome.engine, 'newer');
  });

  it('two results of the same attempt at once make one outcome', async (test) => {
    const { workshop } = await withDatabase(test);
    const { jobId } = await submitJob(workshop, someRequest(), somePhoto);
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'a' });
    const job = { id: jobId, attempt: 1 };
    const both = await Promise.all([
      recordResult(workshop, job, someResult()),
      recordFailure(workshop, job, new AtelierError('job.worker-lost')),
    ]);
    assert.deepEqual(both.sort(), [false, true]);
    assert.equal(await deliveries(workshop), 1);
  });

  it('a job that ended before its worker could say so is not painted again', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const { jobId } = await submitJob(workshop, someRequest(), somePhoto);
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'dead' });
    await recordResult(workshop, { id: jobId, attempt: 1 }, someResult());
    let painted = 0;
    await working(workshop, closers, async () => void painted++);
    await eventually('a completed entry', async () => {
      return (await workshop.boss.getJobById('style-fast', jobId))?.state === 'completed';
    });
    assert.equal(painted, 0);
    assert.equal(await deliveries(workshop), 1);
  });
});

describe('failures', () => {
  it('of the input end the job at once', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const request = someRequest();
    await submitJob(workshop, request, somePhoto);
    let attempts = 0;
    await working(workshop, closers, async () => {
      attempts++;
      throw new AtelierError('image.damaged');
    });
    const outcome = await eventually('a failure', async () => {
      const found = await findOutcome(workshop, request.interactionId);
      return found?.state === 'failed' && found;
    });
    assert.equal(outcome.code, 'image.damaged');
    assert.equal(attempts, 1);
  });

  it('of the workshop are tried three times, then told', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const request = someRequest();
    await submitJob(workshop, request, somePhoto);
    const attempts: number[] = [];
    await working(workshop, closers, async ({ attempt, photo }) => {
      assert.deepEqual(new Uint8Array(photo), somePhoto);
      attempts.push(attempt);
      throw new Error('the engine fell over');
    });
    const outcome = await eventually('a failure', async () => {
      const found = await findOutcome(workshop, request.interactionId);
      return found?.state === 'failed' && found;
    });
    assert.equal(outcome.code, 'internal');
    assert.deepEqual(attempts, [1, 2, 3]);
    assert.equal(await deliveries(workshop), 1);
  });

  it('of the second attempt only are nobody’s concern', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const request = someRequest();
    await submitJob(workshop, request, somePhoto);
    await working(workshop, closers, async (job) => {
      if (job.attempt === 1) throw new Error('once');
      assert.ok(await recordResult(workshop, job, someResult()));
    });
    await eventually(
      'a result',
      async () => (await findOutcome(workshop, request.interactionId))?.state === 'done',
    );
    assert.equal(await deliveries(workshop), 1);
  });

  it('by time stop the handler and count as an attempt', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const request = someRequest();
    const { jobId } = await submitJob(workshop, request, somePhoto);
    await workshop.pool.query('update pgboss.job set expire_seconds = 1 where id = $1', [jobId]);
    const stopped: number[] = [];
    await working(workshop, closers, async (job, signal) => {
      if (job.attempt === 2) return void (await recordResult(workshop, job, someResult()));
      await once(signal, 'abort');
      stopped.push(job.attempt);
      throw new AtelierError('job.cancelled');
    });
    await eventually(
      'a result',
      async () => (await findOutcome(workshop, request.interactionId))?.state === 'done',
    );
    assert.deepEqual(stopped, [1]);
  });

  it('three dead workers end the job with a sentence about it', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const request = someRequest();
    const { jobId } = await submitJob(workshop, request, somePhoto);
    // three claims whose heartbeat stopped: what pg-boss sees of three killed workers
    for (let attempt = 1; attempt <= 3; attempt++) {
      const entry = await eventually('an entry', async () => {
        const found = await workshop.boss.fetch('style-fast');
        return found[0];
      });
      assert.ok(
        await claimJob(workshop.pool, { jobId, attempt: entry.retryCount + 1, workerId: `dead ${attempt}` }),
      );
      await workshop.pool.query(
        `update pgboss.job set heartbeat_on = now() - interval '1 minute' where id = $1`,
        [jobId],
      );
    }
    await working(workshop, closers, () => assert.fail('it must not be painted a fourth time'));
    const outcome = await eventually('a failure', async () => {
      const found = await findOutcome(workshop, request.interactionId);
      return found?.state === 'failed' && found;
    });
    assert.equal(outcome.code, 'job.worker-lost');
    assert.equal(await deliveries(workshop), 1);
  });
});

describe('one worker', () => {
  it('paints a fast picture beside a high one', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const high = someRequest({ quality: 'high' });
    const fast = someRequest();
    await submitJob(workshop, high, somePhoto);
    const release = Promise.withResolvers<void>();
    await working(workshop, closers, async (job) => {
      if (job.quality === 'high') await release.promise;
      await recordResult(workshop, job, someResult());
    });
    await eventually('high being painted', async () => {
      return (await findOutcome(workshop, high.interactionId))?.state === 'painting';
    });
    await submitJob(workshop, fast, somePhoto);
    await eventually(
      'fast done',
      async () => (await findOutcome(workshop, fast.interactionId))?.state === 'done',
    );
    assert.equal((await findOutcome(workshop, high.interactionId))?.state, 'painting');
    release.resolve();
    await eventually(
      'high done',
      async () => (await findOutcome(workshop, high.interactionId))?.state === 'done',
    );
  });
});
