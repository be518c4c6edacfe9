import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Quality } from '@atelier/contract/order.ts';
import { findJob, readOutcome } from '@atelier/queue/find-jobs.ts';
import { recordCheckpoint, recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import sharp from 'sharp';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { SPAWNED } from '../support/spawned.ts';
import { startWebhook } from '../support/webhook.ts';

const HIGH = { quality: 'high' satisfies Quality, size: 240, attachmentSizeLimit: 10_000_000 } as const;

describe('a checkpoint', () => {
  it('is kept for the newest attempt alone, given to the next, and gone with the end', async (test) => {
    const { workshop } = await withDatabase(test);
    const { jobId } = await submitJob(workshop, someRequest(HIGH), somePhoto);
    const checkpoint = { state: '{}', picture: new Uint8Array([1, 2]), fraction: 0.5 };
    const claim = async (attempt: number) => {
      const claimed = await claimJob(workshop.pool, { jobId, attempt, workerId: `${attempt}` });
      assert.ok(claimed !== null && !('left' in claimed));
      return claimed.checkpoint;
    };
    const count = async () => (await workshop.pool.query('select from atelier.checkpoints')).rowCount;
    assert.equal(await claim(1), null);
    assert.ok(await recordCheckpoint(workshop, { id: jobId, attempt: 1 }, checkpoint));
    const { picture, ...rest } = (await claim(2))!;
    assert.deepEqual([new Uint8Array(picture), rest], [checkpoint.picture, { state: '{}', fraction: 0.5 }]);
    assert.equal(await recordCheckpoint(workshop, { id: jobId, attempt: 1 }, checkpoint), false);
    assert.ok(await recordCheckpoint(workshop, { id: jobId, attempt: 2 }, checkpoint));
    assert.equal(await count(), 1);
    assert.ok(await recordResult(workshop, { id: jobId, attempt: 2 }, someResult()));
    assert.equal(await count(), 0);
    assert.equal(await recordCheckpoint(workshop, { id: jobId, attempt: 2 }, checkpoint), false);
  });

  it('lets another worker go on after SIGKILL and after SIGTERM at half way', async (test) => {
    const { workshop, url, closers } = await withDatabase(test);
    const discord = await startWebhook();
    closers.push(discord.close);
    const background = { width: 320, height: 240, channels: 3, background: '#8090a0' } as const;
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const photo = await sharp({ create: { ...background, noise } })
      .png()
      .toBuffer();
    const worker = async () => {
      const started = startWorker(url, discord.api);
      closers.push(started.kill);
      await started.ready;
      return started;
    };
    const submit = async (userId: string) =>
      (await submitJob(workshop, someRequest({ ...HIGH, userId }), photo)).jobId;
    const lossOf = async (jobId: string) => {
      const outcome = await eventually('an outcome', () => readOutcome(workshop, jobId), 240_000);
      assert.equal(outcome.outcome.kind, 'painted');
      return (await findJob(workshop, jobId))!.losses!.at(-1)!.total;
    };
    const isHalf = async (jobId: string) => {
      const sql = 'select fraction from atelier.checkpoints where job_id = $1 and fraction > 0.4';
      const fraction = (await workshop.pool.query(sql, [jobId])).rows[0]?.fraction as number | undefined;
      assert.ok(
        fraction !== undefined || !(await readOutcome(workshop, jobId)),
        'painted before it was half way',
      );
      return fraction;
    };

    const doneOf = async (jobId: string) => {
      const sql = `select (progress ->> 'fraction')::float8 as fraction from atelier.jobs where id = $1`;
      return (await workshop.pool.query(sql, [jobId])).rows[0]!.fraction as number | null;
    };

    let first = await worker();
    const painted = await lossOf(await submit('1'));
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const jobId = await submit(signal === 'SIGKILL' ? '2' : '3');
      const half = await eventually('a checkpoint at half way', () => isHalf(jobId), 240_000);
      const done = Math.max(half, (await doneOf(jobId)) ?? 0);
      first.child.kill(signal);
      const killedAt = Date.now();
      const second = startWorker(url, discord.api);
      closers.push(second.kill);
      const { from } = await second.said('painting');
      const seconds = (Date.now() - killedAt) / 1000;
      const loss = await lossOf(jobId);
      test.diagnostic(
        `${signal} at ${done.toFixed(2)}: gone on with after ${seconds.toFixed(1)} s, its start included, from ${from.toFixed(2)}`,
      );
      test.diagnostic(`a loss of ${loss.toPrecision(5)} instead of ${painted.toPrecision(5)}`);
      assert.ok(from >= half);
      assert.ok(done - from < 0.2, 'less than a fifth is repeated');
      assert.ok(loss <= 1.005 * painted);
      first = second;
    }
  });
});

/** apps/worker/src/main.ts with the real engine and its painter processes. */
function startWorker(databaseUrl: string, discordApi: string) {
  const child = fork(fileURLToPath(new URL('../../apps/worker/src/main.ts', import.meta.url)), {
    env: {
      ...SPAWNED,
      HOME: process.env.HOME,
      DATABASE_URL: databaseUrl,
      DISCORD_API: discordApi,
      LOG_LEVEL: 'info',
      ATELIER_QUALITIES: 'high',
      ATELIER_DRAIN_SECONDS: '0',
      ATELIER_THREADS: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let text = '';
  child.stderr!.on('data', (part) => {
    text += part;
  });
  const lines = (message: string) =>
    text
      .split('\n')
      .filter((line) => line.includes(`"msg":"${message}"`))
      .map((line) => JSON.parse(line));
  const said = (message: string) => eventually(message, () => lines(message)[0], 240_000);
  const ended = once(child, 'exit');
  return {
    child,
    lines,
    said,
    ready: said('the worker is ready'),
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await ended;
    },
  };
}
