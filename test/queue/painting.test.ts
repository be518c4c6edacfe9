import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it, type TestContext } from 'node:test';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { startWorker } from '@atelier/worker/run.ts';
import { testLog, withDatabase } from '../support/database.ts';
import { someRequest } from '../support/request.ts';
import { startWebhook } from '../support/webhook.ts';

const photo = await readFile(new URL('../../docs/photos/fig.jpg', import.meta.url));

/** A worker in this process with the real engine, and a picture painted by it; how often it answered meanwhile. */
async function paintWith(test: TestContext, engine: string, size: number) {
  const { workshop, url, closers } = await withDatabase(test);
  const discord = await startWebhook();
  closers.push(discord.close);
  const environment = readEnvironment({
    DATABASE_URL: url,
    DISCORD_API: discord.api,
    ATELIER_HEALTH_PORT: '0',
    ATELIER_ENGINE: engine,
    ATELIER_QUALITIES: 'fast',
    ATELIER_PRESETS: '/dev/null',
  });
  const worker = await startWorker({ environment, log: testLog });
  closers.push(() => worker.close());
  const request = someRequest({ size });
  await submitJob(workshop, request, photo);
  const began = Date.now();
  let answers = 0;
  for (;;) {
    const health = await fetch(`http://127.0.0.1:${worker.healthPort}/healthz`);
    assert.equal(health.status, 200);
    answers++;
    const outcome = answers % 10 === 0 ? await findOutcome(workshop, request.interactionId) : null;
    if (outcome?.state !== 'done' && outcome?.state !== 'failed') continue;
    const { rows } = await workshop.pool.query('select attempt from atelier.jobs');
    return { outcome, attempt: rows[0].attempt, perSecond: answers / ((Date.now() - began) / 1000) };
  }
}

describe('while a picture is painted', () => {
  it('a worker answers all the time, and its claim is never lost', async (test) => {
    const { outcome, attempt, perSecond } = await paintWith(test, 'onnx', 1280);
    assert.equal(outcome.state === 'done' && outcome.width, 1280);
    assert.equal(attempt, 1);
    // a worker that computed on its own thread answered once or twice a second, and lost its claim on a busy machine
    assert.ok(perSecond > 10, `${perSecond} answers a second`);
  });

  it('with WebAssembly too', async (test) => {
    const { outcome, attempt, perSecond } = await paintWith(test, 'tensorflow', 512);
    assert.equal(outcome.state === 'done' && outcome.width, 512);
    assert.equal(attempt, 1);
    assert.ok(perSecond > 10, `${perSecond} answers a second`);
  });
});
