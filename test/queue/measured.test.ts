import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findJob } from '@atelier/queue/find-jobs.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import type { PaintedResult, Painter } from '@atelier/worker/painter.ts';
import { startWorker } from '@atelier/worker/run.ts';
import { testLog, withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { startWebhook } from '../support/webhook.ts';

const LOSSES = someResult().losses;

it('losses of a picture are measured when it is delivered, beside the warnings that it has from the beginning', async (test) => {
  const { workshop, url, closers } = await withDatabase(test);
  const discord = await startWebhook();
  closers.push(discord.close);
  const submit = async () => (await submitJob(workshop, someRequest(), somePhoto)).jobId;
  const ended = (jobId: string) =>
    eventually('its picture is told of', async () => {
      const job = await findJob(workshop, jobId);
      // nobody in this test is a Discord that takes pictures
      return job?.state === 'done' && job.delivery !== 'pending' && job;
    });

  const measures: NonNullable<PaintedResult['measure']>[] = [];
  const painter: Painter = {
    name: 'test',
    device: 'none',
    reason: 'a test',
    paint: async () => ({
      ...someResult({ losses: [], warnings: ['style.plain'] }),
      measure: measures.shift(),
    }),
    close: async () => {},
  };
  const environment = readEnvironment({
    DATABASE_URL: url,
    DISCORD_API: discord.api,
    ATELIER_PRESETS: '/dev/null',
  });
  const worker = await startWorker({ environment, log: testLog, painter });
  closers.push(() => worker.close());

  const measured = Promise.withResolvers<typeof LOSSES>();
  measures.push(() => measured.promise);
  const first = await submit();
  const before = await ended(first);
  assert.deepEqual([before.losses, before.warnings], [[], ['style.plain']]);
  measured.resolve(LOSSES);
  const after = await eventually('its losses', async () => {
    const job = await findJob(workshop, first);
    return job!.losses!.length > 0 && job!;
  });
  assert.deepEqual([after.losses, after.warnings], [LOSSES, ['style.plain']]);

  // a painter that dies meanwhile has done its part
  measures.push(() => Promise.reject(new Error('the painter died')));
  const second = await ended(await submit());
  assert.deepEqual([second.state, second.losses], ['done', []]);

  // a worker that ends waits for it
  const late = Promise.withResolvers<typeof LOSSES>();
  measures.push(() => late.promise);
  const third = await submit();
  await ended(third);
  const closed = worker.drain();
  late.resolve(LOSSES);
  await closed;
  assert.equal((await findJob(workshop, third))!.losses!.length, LOSSES.length);
});
