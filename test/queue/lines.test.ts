import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { cancelJob } from '@atelier/queue/cancel.ts';
import { taking } from '@atelier/queue/connections.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { startPurging } from '@atelier/queue/purge.ts';
import { viewQueue } from '@atelier/queue/queue-view.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { transaction } from '@atelier/queue/transaction.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { openWorkshop, type Workshop } from '@atelier/queue/workshop.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { claimJob } from '../support/claim.ts';
import { preparedDatabase, withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type FailingLine, proxyTo } from '../support/proxy.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { isResult, startWebhook } from '../support/webhook.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

interface Line {
  /** behind the proxy */
  workshop: Workshop;
  proxy: FailingLine;
  /** the messages of its log, warnings and above, and what says that it is back */
  said: () => string[];
  closers: (() => Promise<void>)[];
}

async function withLine(test: TestContext): Promise<Line> {
  const closers: (() => Promise<void>)[] = [];
  const proxy = await proxyTo(await preparedDatabase(test, closers));
  const lines: { level: number; msg: string }[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const log = createLog('test', destination, 'info');
  const workshop = await openWorkshop({ databaseUrl: proxy.url, log });
  closers.push(proxy.close);
  closers.push(() => workshop.close());
  const said = () =>
    lines.filter(({ level, msg }) => level > 30 || msg === 'the database is back').map(({ msg }) => msg);
  return { workshop, proxy, said, closers };
}

const pid = 'select pg_backend_pid() as pid';

describe('a line to the database', () => {
  it('that breaks in the middle of a transaction ends no process: the whole is done anew', async (test) => {
    const { workshop, proxy } = await withLine(test);
    let times = 0;
    const last = await transaction(workshop.pool, async (client) => {
      if (times++ === 0) {
        const before = await client.query<{ pid: number }>(pid);
        proxy.cut();
        // between two statements nobody waits for anything, and only a listener hears of the break
        await new Promise((done) => setTimeout(done, 200));
        proxy.mend();
        return before.rows[0]!.pid;
      }
      return (await client.query<{ pid: number }>(pid)).rows[0]!.pid;
    });
    assert.equal(times, 2);
    assert.ok(last > 0);
  });

  it('is waited for by an order, of which there is one', async (test) => {
    const { workshop, proxy } = await withLine(test);
    proxy.cut();
    setTimeout(() => proxy.mend(), 1500);
    const request = someRequest();
    const submitted = await submitJob(workshop, request, somePhoto);
    assert.equal(submitted.created, true);
    const { rows } = await workshop.pool.query('select from atelier.jobs');
    assert.equal(rows.length, 1);
  });

  it('that breaks after the commit and before its answer: what was done counts as done, once', async (test) => {
    const { workshop, proxy } = await withLine(test);
    const { pool } = workshop;
    loseAnswerToCommit(test, workshop, proxy);
    const request = someRequest();
    const submitted = await submitJob(workshop, request, somePhoto);
    assert.equal(submitted.created, true);
    const { rows } = await pool.query('select from atelier.jobs');
    assert.equal(rows.length, 1);
    const other = await submitJob(workshop, someRequest(), somePhoto);
    await claimJob(pool, { jobId: other.jobId, attempt: 1, workerId: 'w' });
    loseNextAnswer(test, workshop, proxy);
    assert.equal(await recordResult(workshop, { id: other.jobId, attempt: 1 }, someResult()), true);
    loseAnswerToCommit(test, workshop, proxy);
    assert.equal(await cancelJob(workshop, submitted.jobId, request.userId), 'cancelled');
    const told = await pool.query(`select from pgboss.job where name = 'deliver' and data->>'jobId' = $1`, [
      submitted.jobId,
    ]);
    assert.equal(told.rowCount, 1);
    assert.equal(await cancelJob(workshop, submitted.jobId, 'somebody else'), 'too-late');
  });

  it('that breaks when a result is recorded and the next job taken: the one counts, the other is taken anew', async (test) => {
    const { workshop, proxy } = await withLine(test);
    const { pool } = workshop;
    const [first, second] = [
      await submitJob(workshop, someRequest({ userId: '1' }), somePhoto),
      await submitJob(workshop, someRequest({ userId: '2' }), somePhoto),
    ];
    const handled: string[] = [];
    const handle = async (job: ClaimedJob) => {
      handled.push(`${job.id} ${job.attempt}`);
      if (handled.length === 1) loseNextAnswer(test, workshop, proxy);
      return recordResult(workshop, job, someResult());
    };
    const working = await workJobs(workshop, { qualities: ['fast'], workerId: 'w', handle });
    const stateOf = async ({ jobId }: { jobId: string }) =>
      (await pool.query('select state from atelier.jobs where id = $1', [jobId])).rows[0].state;
    await eventually('the first result', async () => (await stateOf(first)) === 'done');
    assert.equal(await stateOf(second), 'painting', 'taken, and nobody knows');
    // ten seconds later
    await pool.query(
      `update pgboss.job set heartbeat_on = now() - interval '1 minute' where state = 'active'`,
    );
    await eventually('the second result', async () => (await stateOf(second)) === 'done');
    assert.deepEqual(handled, [`${first.jobId} 1`, `${second.jobId} 2`]);
    await working.drain(0);
  });

  it('that is dead without a word is replaced: questions, orders and what listens', async (test) => {
    const { workshop, proxy, closers } = await withLine(test);
    const { jobId } = await submitJob(workshop, someRequest({ userId: '1' }), somePhoto);
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
    const heard: string[] = [];
    let subscribed = 0;
    closers.push(async () => void unlisten());
    const unlisten = workshop.listener.listen(
      'a_test',
      (message) => heard.push(message),
      () => subscribed++,
    );
    await eventually('listening', () => subscribed === 1);
    const before = new Set((await allPids(workshop)).map((one) => one));
    proxy.forget();
    await viewQueue(workshop, '1');
    await submitJob(workshop, someRequest({ userId: '2' }), somePhoto);
    await eventually('listening anew', () => subscribed === 2);
    await workshop.pool.query(`select pg_notify('a_test', 'x')`);
    await eventually('a message', () => heard.includes('x'));
    const { rows } = await workshop.pool.query<{ pid: number }>(pid);
    assert.ok(!before.has(rows[0]!.pid), 'a line of its own');
  });

  it('that is dead without a word does not keep a cancelled job running', async (test) => {
    const { workshop, proxy } = await withLine(test);
    const { jobId } = await submitJob(workshop, someRequest(), somePhoto);
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
    const { signal } = workshop.pulse.follow(jobId);
    proxy.forget();
    assert.equal(await cancelJob(workshop, jobId, '1'), 'cancelled');
    await eventually('the signal', () => signal.aborted);
  });

  it('on which nothing passes: health says so, and is well again afterwards', async (test) => {
    const { workshop, proxy } = await withLine(test);
    assert.equal(await workshop.takesWrites(), true);
    proxy.stall();
    assert.equal(await workshop.takesWrites(), false);
    proxy.mend();
    await eventually('health', () => workshop.takesWrites());
  });

  it('to a server that takes no writes: health says so, orders wait for one that does', async (test) => {
    const { workshop, said } = await withLine(test);
    const { rows } = await workshop.pool.query<{ name: string }>('select current_database() as name');
    const close = (on: boolean) =>
      workshop.pool.query(`alter database ${rows[0]!.name} set default_transaction_read_only = ${on}`);
    await close(true);
    // sessions that began before write still, as those on a former primary
    await eventually('a no', async () => {
      await workshop.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
      return !(await workshop.takesWrites());
    });
    setTimeout(() => void reopen(workshop, rows[0]!.name), 1500);
    const { created } = await submitJob(workshop, someRequest(), somePhoto);
    assert.equal(created, true);
    assert.equal(await workshop.takesWrites(), true);
    assert.ok(said().length > 0);
  });

  it('for an outage there is one line in the log, and one for its end', async (test) => {
    const [hears, deaf] = await Promise.all([withLine(test), withLine(test)]);
    // most workers of a fleet do not hear NOTIFY
    await deaf.workshop.pool.query(`update atelier.seats set held_by = 'others', held_until = 'infinity'`);
    deaf.workshop.listener.attend(false);
    const { release } = hears.workshop.pulse.follow('00000000-0000-0000-0000-000000000000');
    for (const { proxy } of [hears, deaf]) proxy.cut();
    await new Promise((done) => setTimeout(done, 8000));
    for (const { said, proxy } of [hears, deaf]) {
      assert.deepEqual(said(), ['the database is away, or a line to it broke']);
      proxy.mend();
    }
    for (const { said } of [hears, deaf]) {
      await eventually('its end', () => said().length > 1);
      assert.deepEqual(said(), ['the database is away, or a line to it broke', 'the database is back']);
    }
    release();
  });

  it('that is dead without a word keeps no process from ending', async (test) => {
    const { workshop, proxy } = await withLine(test);
    const hung = test.mock.method(workshop.pool, 'query', () => new Promise(() => {}));
    const purging = startPurging(workshop);
    hung.mock.restore();
    proxy.forget();
    const long = taking(workshop.pool, 'long').query('select').catch(String);
    let closed = false;
    const closing = purging
      .stop()
      .then(() => workshop.close())
      .then(() => {
        closed = true;
      });
    await eventually('the end', () => closed, 60_000);
    await closing;
    assert.match(String(await long), /terminated|ended/i);
  });

  it('limits what a transaction may wait for, and how long it may be idle', async (test) => {
    const { workshop } = await withDatabase(test);
    const limits = await transaction(workshop.pool, async (client) => {
      const { rows } = await client.query(
        `select name, setting::int as ms from pg_settings
         where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`,
      );
      return rows;
    });
    assert.equal(limits.length, 3);
    for (const { name, ms } of limits) assert.ok(ms > 0 && ms <= 30_000, name);
  });
});

describe('a worker whose lines are dead without a word', () => {
  it('keeps its claim and records its picture', async (test) => {
    const { workshop, url, closers } = await withDatabase(test);
    const discord = await startWebhook();
    const proxy = await proxyTo(url);
    closers.push(discord.close, proxy.close);
    const worker = startWorkerProcess({ databaseUrl: proxy.url, discordApi: discord.api, paintMs: 12_000 });
    closers.push(async () => void (await worker.end('SIGKILL')));
    await worker.said('ready');
    const request = someRequest();
    await submitJob(workshop, request, somePhoto);
    await worker.said('painting');
    proxy.forget();
    await eventually(
      'a delivered result',
      async () => {
        const found = await findOutcome(workshop, request.interactionId);
        return found?.state === 'done' && found.delivered;
      },
      60_000,
    );
    const { rows } = await workshop.pool.query('select attempt from atelier.jobs');
    assert.deepEqual(rows, [{ attempt: 1 }]);
    assert.equal(discord.requests.filter(isResult).length, 1);
    assert.equal(await worker.end('SIGTERM'), 0);
  });
});

async function allPids({ pool }: Workshop): Promise<number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database()',
  );
  return rows.map((row) => row.pid);
}

/** By a session that says for itself that it writes. */
async function reopen({ pool }: Workshop, name: string): Promise<void> {
  const client = await pool.connect();
  await client.query('set default_transaction_read_only = off');
  await client.query(`alter database ${name} reset default_transaction_read_only`);
  client.release(true);
}

function lose(proxy: FailingLine): never {
  proxy.cut();
  proxy.mend();
  throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}

/** What is asked of the pool next is done, and nobody is told so. */
function loseNextAnswer(test: TestContext, { pool }: Workshop, proxy: FailingLine): void {
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  const mocked = test.mock.method(pool, 'query', async (...args: unknown[]) => {
    mocked.mock.restore();
    await query(...args);
    lose(proxy);
  });
}

/** Whatever is committed next is committed, and nobody is told so. */
function loseAnswerToCommit(test: TestContext, { pool }: Workshop, proxy: FailingLine): void {
  const connect = pool.connect.bind(pool);
  const mocked = test.mock.method(pool, 'connect', async () => {
    const client = await connect();
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    client.query = (async (...args: unknown[]) => {
      const answer = await query(...args);
      if (args[0] !== 'commit') return answer;
      mocked.mock.restore();
      return lose(proxy);
    }) as typeof client.query;
    return client;
  });
}
