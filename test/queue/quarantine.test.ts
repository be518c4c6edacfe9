import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AtelierError } from '@atelier/queue/errors.ts';
import { findJob } from '@atelier/queue/find-jobs.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { viewWorkers } from '@atelier/queue/workers.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import type { Painter } from '@atelier/worker/painter.ts';
import { type RunningWorker, startWorker } from '@atelier/worker/run.ts';
import { testLog, withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { startWebhook } from '../support/webhook.ts';

/** A painter that is broken as long as it says so. */
function painter(given: Partial<Painter> = {}): Painter & { painted: number; broken: AtelierError | null } {
  return {
    name: 'test',
    device: 'none',
    reason: 'a test',
    painted: 0,
    broken: null,
    async paint() {
      this.painted++;
      if (this.broken !== null) throw this.broken;
      return someResult();
    },
    async renew() {
      if (this.broken !== null) throw this.broken;
    },
    close: async () => {},
    ...given,
  };
}

async function stage(test: TestContext) {
  const { workshop, url, closers } = await withDatabase(test);
  const discord = await startWebhook();
  closers.push(discord.close);
  const environment = readEnvironment({
    DATABASE_URL: url,
    DISCORD_API: discord.api,
    ATELIER_HEALTH_PORT: '0',
    ATELIER_PRESETS: '/dev/null',
  });
  const start = async (with_: Painter, pauseMs = 60_000): Promise<RunningWorker> => {
    const quarantinePauseMs = { first: pauseMs, most: 60_000 };
    const worker = await startWorker({ environment, log: testLog, painter: with_, quarantinePauseMs });
    closers.push(() => worker.close());
    return worker;
  };
  const submit = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const request = someRequest({ userId: String(5000 + i) });
        await submitJob(workshop, request, somePhoto);
        return request;
      }),
    );
  const ended = (requests: Awaited<ReturnType<typeof submit>>) =>
    eventually(
      'every job ended',
      async () => {
        const all = await Promise.all(requests.map((one) => findOutcome(workshop, one.interactionId)));
        return all.every((one) => one?.state === 'done' || one?.state === 'failed') && all;
      },
      120_000,
    );
  return { workshop, start, submit, ended };
}

async function stateOf(workshop: Workshop, { id }: RunningWorker): Promise<string | undefined> {
  return (await viewWorkers(workshop)).find((worker) => worker.id === id)?.state;
}

const broken = () =>
  Object.assign(painter(), {
    broken: new AtelierError('internal', {}, new Error('broken')) as AtelierError | null,
  });

describe('a worker that fails again and again', () => {
  it('beside three good ones spoils nothing, and is set aside', async (test) => {
    const { workshop, start, submit, ended } = await stage(test);
    const bad = broken();
    const worker = await start(bad);
    for (let i = 0; i < 3; i++) await start(painter());
    const outcomes = await ended(await submit(40));
    assert.deepEqual(new Set(outcomes.map((one) => one?.state)), new Set(['done']));
    assert.ok(bad.painted <= 3, `${bad.painted} attempts were spoilt`);
    if (bad.painted < 3) return test.diagnostic(`it got ${bad.painted} jobs only`);
    assert.equal(await stateOf(workshop, worker), 'quarantined');
    const health = await fetch(`http://127.0.0.1:${worker.healthPort}/healthz`);
    assert.equal(health.status, 503);
    assert.equal(((await health.json()) as { state: string }).state, 'quarantined');
  });

  it('takes no jobs until a trial succeeds, then works again', async (test) => {
    const { workshop, start, submit, ended } = await stage(test);
    const bad = broken();
    const worker = await start(bad, 500);
    const [first] = await ended(await submit(1));
    assert.equal(first?.state, 'failed');
    assert.equal(bad.painted, 3);
    const waiting = await submit(2);
    await eventually('quarantine', async () => (await stateOf(workshop, worker)) === 'quarantined');
    assert.equal(bad.painted, 3);
    bad.broken = null;
    const outcomes = await ended(waiting);
    assert.deepEqual(
      outcomes.map((one) => one?.state),
      ['done', 'done'],
    );
    assert.equal(await stateOf(workshop, worker), 'working');
  });

  it('whose trial picture fails at the start takes no job at all', async (test) => {
    const { workshop, start, submit, ended } = await stage(test);
    const bad = Object.assign(broken(), { trouble: new AtelierError('internal') });
    const worker = await start(bad);
    await start(painter());
    const outcomes = await ended(await submit(4));
    assert.ok(outcomes.every((one) => one?.state === 'done'));
    assert.equal(bad.painted, 0);
    assert.equal(await stateOf(workshop, worker), 'quarantined');
  });

  it('is not one that gets bad photos', async (test) => {
    const { workshop, start, submit, ended } = await stage(test);
    const good = Object.assign(painter(), { broken: new AtelierError('image.damaged') });
    const worker = await start(good);
    await ended(await submit(5));
    assert.equal(await stateOf(workshop, worker), 'working');
  });
});

describe('a job that failed on one worker', () => {
  it('is painted by another', async (test) => {
    const { start, submit, ended } = await stage(test);
    const bad = broken();
    await start(bad);
    const requests = await submit(1);
    await eventually('a failure', () => bad.painted === 1);
    const good = painter();
    await start(good);
    const [outcome] = await ended(requests);
    assert.equal(outcome?.state, 'done');
    assert.equal(good.painted, 1);
  });

  it('for want of memory goes to one that has more, and ends where nobody has', async (test) => {
    const { start, submit, ended } = await stage(test);
    const small = Object.assign(painter({ memory: 1e9 }), {
      broken: new AtelierError('engine.out-of-memory'),
    });
    await start(small);
    const large = painter({ memory: 2e9 });
    const [alone] = await ended(await submit(1));
    assert.equal(alone?.state === 'failed' && alone.code, 'engine.out-of-memory');
    assert.equal(
      small.painted,
      4,
      'at 1024, 768, 512 and 384; trying again where nobody has more memory helps nobody',
    );
    await start(large);
    const outcomes = await ended(await submit(4));
    assert.ok(outcomes.every((one) => one?.state === 'done'));
  });

  it('for want of memory is painted smaller where nobody has more, and that is said', async (test) => {
    const { workshop, start, submit, ended } = await stage(test);
    const sizes: (number | null)[] = [];
    await start(
      painter({
        memory: 1e9,
        async paint({ size }) {
          sizes.push(size);
          if (size === null || size > 512) throw new AtelierError('engine.out-of-memory');
          return someResult();
        },
      }),
    );
    const requests = await submit(1);
    const [outcome] = await ended(requests);
    assert.equal(outcome?.state, 'done');
    assert.deepEqual(sizes, [null, 768, 512]);
    const job = await findJob(workshop, outcome?.jobId ?? '');
    assert.deepEqual(job?.warnings, ['size.smaller']);
  });
});
