import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { askOf, pauseQueues, redrive, resumeQueues } from '@atelier/queue/operate/act.ts';
import { openOperator } from '@atelier/queue/operate/open.ts';
import { viewFleet } from '@atelier/queue/operate/view.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { viewQueue } from '@atelier/queue/queue-view.ts';
import { countDead, listDead, listStuck } from '@atelier/queue/store/operate.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { registerWorker, viewWorkers } from '@atelier/queue/workers.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import type { Painter } from '@atelier/worker/painter.ts';
import { type RunningWorker, startWorker } from '@atelier/worker/run.ts';
import { claimJob } from '../support/claim.ts';
import { emptyDatabase, testLog, withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { isResult, startWebhook } from '../support/webhook.ts';

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
  const start = async (given: Partial<Painter> = {}): Promise<RunningWorker> => {
    const painter = {
      name: 'test',
      device: 'none',
      reason: 'a test',
      paint: async () => someResult(),
      close: async () => {},
      ...given,
    };
    const worker = await startWorker({ environment, log: testLog, painter });
    closers.push(() => worker.close());
    return worker;
  };
  const submit = async (given: Parameters<typeof someRequest>[0] = {}) => {
    const request = someRequest(given);
    const { jobId } = await submitJob(workshop, request, somePhoto);
    const state = async () => (await findOutcome(workshop, request.interactionId))?.state;
    return {
      jobId,
      request,
      state,
      done: () => eventually('it is painted', async () => (await state()) === 'done'),
    };
  };
  return { workshop, discord, start, submit, closers };
}

const stateOf = async (workshop: Workshop, { id }: RunningWorker) =>
  (await viewWorkers(workshop)).find((worker) => worker.id === id)?.state;

describe('a queue that an operator pauses', () => {
  it('takes orders, paints nothing, says why, and goes on where it was', async (test) => {
    const { workshop, start, submit } = await stage(test);
    let painted = 0;
    await start({
      async paint() {
        painted++;
        return someResult();
      },
    });
    await pauseQueues(workshop.pool, ['fast'], '  We move house\nuntil noon. ');
    const paused = await submit({ userId: '1' });
    const other = await submit({ userId: '2', quality: 'high' });
    await other.done();
    // after the check-in at which the worker hears of it, too
    await new Promise((done) => setTimeout(done, (LIMITS.workerStaleSeconds / 3 + 2) * 1000));
    assert.deepEqual([await paused.state(), painted], ['waiting', 1]);
    const { lines } = await viewQueue(workshop, '1');
    assert.deepEqual([lines.fast.paused, lines.high.paused], ['We move house until noon.', null]);
    const { queues, stuck } = await viewFleet(workshop.pool);
    assert.deepEqual([queues.fast.paused, queues.fast.waiting], ['We move house until noon.', 1]);
    assert.equal(stuck['no-worker'], 0);
    assert.deepEqual(await resumeQueues(workshop.pool, ['fast', 'high']), ['fast']);
    await paused.done();
  });

  it('needs a sentence', async (test) => {
    const { workshop } = await withDatabase(test);
    for (const reason of ['', ' \n', 'x'.repeat(301)])
      await assert.rejects(pauseQueues(workshop.pool, ['fast'], reason), { code: 'option.invalid' });
  });
});

describe('a worker that an operator', () => {
  it('drains: finishes, takes no more, and is told apart by the beginning of its id', async (test) => {
    const { workshop, start } = await stage(test);
    const [one, other] = [await start(), await start()];
    await assert.rejects(askOf(workshop.pool, { worker: '' }, 'drain'), { code: 'option.invalid' });
    await assert.rejects(askOf(workshop.pool, { worker: 'zz' }, 'drain'), { code: 'option.invalid' });
    const asked = await askOf(workshop.pool, { worker: one.id.slice(0, 18) }, 'drain');
    assert.deepEqual(
      asked.map(({ id }) => id),
      [one.id],
    );
    await one.askedToDrain;
    await one.drain();
    assert.deepEqual([await stateOf(workshop, one), await stateOf(workshop, other)], ['gone', 'working']);
    const { host } = (await viewWorkers(workshop))[0]!;
    assert.deepEqual(
      (await askOf(workshop.pool, { host }, 'drain')).map(({ id }) => id),
      [other.id],
    );
    await other.askedToDrain;
  });

  it('puts into quarantine stays there without a trial, until it is released', async (test) => {
    const { workshop, start, submit } = await stage(test);
    let trials = 0;
    const worker = await start({ renew: async () => void trials++ });
    await askOf(workshop.pool, { worker: worker.id }, 'quarantine');
    await eventually('quarantine', async () => (await stateOf(workshop, worker)) === 'quarantined');
    const job = await submit();
    await new Promise((done) => setTimeout(done, 3000));
    assert.deepEqual([await job.state(), trials], ['waiting', 0]);
    await askOf(workshop.pool, { worker: worker.id }, 'release');
    await job.done();
    assert.deepEqual([await stateOf(workshop, worker), trials], ['working', 1]);
  });
});

describe('dead jobs', () => {
  it('are painted after a mend, and their people get the picture', async (test) => {
    const { workshop, discord, start, submit } = await stage(test);
    let broken: AtelierError | null = new AtelierError('model.missing', { file: 'x' });
    await start({
      paint: async () => {
        if (broken !== null) throw broken;
        return someResult();
      },
      renew: async () => {},
    });
    const dead = await submit();
    await eventually('it has failed', async () => (await dead.state()) === 'failed');
    await eventually('its person knows', () => discord.requests.length > 0);
    assert.deepEqual(
      (await listDead(workshop.pool, 10)).map(({ id, code, quality }) => [id, code, quality]),
      [[dead.jobId, 'model.missing', 'fast']],
    );
    broken = null;
    assert.deepEqual(await redrive(workshop.pool, { ids: null, code: 'internal' }), []);
    assert.deepEqual(await redrive(workshop.pool, { ids: null, code: null }), [dead.jobId]);
    assert.deepEqual(await redrive(workshop.pool, { ids: [dead.jobId], code: null }), [], 'only once');
    await dead.done();
    await eventually('its person has the picture', () => discord.requests.some(isResult));
    assert.equal(await countDead(workshop.pool), 0);
  });

  it('whose workers all died are among them, and an attempt of before writes nothing any more', async (test) => {
    const { workshop, submit, start } = await stage(test);
    const job = await submit();
    await claimJob(workshop.pool, { jobId: job.jobId, attempt: 3, workerId: 'dead' });
    // as pg-boss leaves it after the third death
    await workshop.pool.query(
      `update pgboss.job set state = 'failed', retry_count = 2, started_on = now(), completed_on = now() where id = $1`,
      [job.jobId],
    );
    await workshop.pool.query(
      `update atelier.jobs set state = 'failed', error_code = 'job.worker-lost', ended_at = now() where id = $1`,
      [job.jobId],
    );
    assert.deepEqual(await redrive(workshop.pool, { ids: [job.jobId], code: null }), [job.jobId]);
    assert.equal(await claimJob(workshop.pool, { jobId: job.jobId, attempt: 2, workerId: 'ghost' }), null);
    await start();
    await job.done();
    const { rows } = await workshop.pool.query('select attempt from atelier.jobs where id = $1', [job.jobId]);
    assert.equal(rows[0].attempt, 4);
  });

  it('are not those that failed by their photo, or whose person had them deleted', async (test) => {
    const { workshop, submit } = await stage(test);
    const fail = async (code: string, more = '') => {
      const { jobId } = await submit({ userId: String(Math.random()).slice(2, 12) });
      await workshop.pool.query(
        `update atelier.jobs set state = 'failed', error_code = $2, ended_at = now() ${more} where id = $1`,
        [jobId, code],
      );
    };
    await fail('image.damaged');
    await fail('job.cancelled');
    await fail('internal', ', removed_at = now()');
    await fail('internal', `, created_at = now() - interval '25 hours'`);
    assert.equal(await countDead(workshop.pool), 0);
    await fail('internal');
    assert.equal(await countDead(workshop.pool), 1);
  });
});

describe('jobs that do not get on', () => {
  it('are told with the reason', async (test) => {
    const { workshop, submit, closers } = await stage(test);
    const alive = await registerWorker(workshop, {
      id: 'alive',
      host: 'here',
      pid: 1,
      engine: 'onnx',
      device: 'cpu',
      version: '0.1.0',
      qualities: ['fast'],
    });
    closers.push(() => alive.leave());
    const make = async (quality: 'fast' | 'high', change: string) => {
      const { jobId } = await submit({ quality, userId: String(Math.random()).slice(2, 12) });
      await workshop.pool.query(
        `update atelier.jobs set created_at = now() - interval '2 hours' ${change} where id = $1`,
        [jobId],
      );
      return jobId;
    };
    const painting = (worker: string, ago: string) =>
      `, state = 'painting', attempt = 1, worker_id = '${worker}', started_at = now() - interval '${ago}'`;
    const expected = {
      [await make('high', '')]: 'no-worker',
      [await make('fast', painting('vanished', '2 minutes'))]: 'silent-worker',
      [await make('fast', painting('alive', '7 minutes'))]: 'too-long',
      [await make('fast', `, state = 'done', delivery = 'pending', ended_at = now() - interval '3 minutes'`)]:
        'undelivered',
    };
    const lost = await make('fast', '');
    await workshop.pool.query('delete from pgboss.job where id = $1', [lost]);
    expected[lost] = 'no-entry';
    // these get on
    await make('fast', '');
    await make('fast', painting('alive', '30 seconds'));
    const found = await listStuck(workshop.pool, 20);
    assert.deepEqual(Object.fromEntries(found.map(({ id, reason }) => [id, reason])), expected);
    const { stuck } = await viewFleet(workshop.pool);
    assert.deepEqual(stuck, {
      'no-worker': 1,
      'silent-worker': 1,
      'too-long': 1,
      undelivered: 1,
      'no-entry': 1,
    });
  });
});

describe('the view of the backlog', () => {
  it('counts jobs and the seconds of one worker, by the speed that was measured', async (test) => {
    const { workshop, submit, closers } = await stage(test);
    const read = async () =>
      (
        await workshop.pool.query(
          'select quality, waiting, painting, round(seconds::numeric, 1)::float8 as seconds, paused from atelier.backlog order by quality',
        )
      ).rows;
    const empty = { waiting: 0, painting: 0, seconds: 0, paused: false };
    assert.deepEqual(await read(), [
      { quality: 'clip-fast', ...empty },
      { quality: 'clip-high', ...empty },
      { quality: 'fast', ...empty },
      { quality: 'high', ...empty },
    ]);
    await submit({ quality: 'high', userId: '1' });
    const { jobId } = await submit({ quality: 'high', userId: '2', size: 256 });
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
    // 512 × 384 and 256 × 192, with 30 s for the first
    assert.deepEqual((await read())[3], {
      quality: 'high',
      waiting: 1,
      painting: 1,
      seconds: 37.5,
      paused: false,
    });
    const registered = await registerWorker(workshop, {
      id: 'w',
      host: 'here',
      pid: 1,
      engine: 'onnx',
      device: 'cpu',
      version: '0.1.0',
      qualities: ['high'],
    });
    closers.push(() => registered.leave());
    await registered.count('high', 49_152);
    await pauseQueues(workshop.pool, ['high'], 'Maintenance.');
    assert.deepEqual((await read())[3], {
      quality: 'high',
      waiting: 1,
      painting: 1,
      seconds: 5,
      paused: true,
    });
  });
});

it('a command refuses a database that no bot or worker has prepared', async (test) => {
  const databaseUrl = await emptyDatabase(test);
  await assert.rejects(openOperator({ databaseUrl, databaseWaitMs: 0 }, testLog), {
    code: 'database.unsuitable',
  });
});
