import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { botConnectionName, refuseOtherApplication } from '@atelier/queue/application.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { openDatabase } from '@atelier/queue/open-database.ts';
import { startRefusal } from '@atelier/queue/start-refusal.ts';
import { takeJobs } from '@atelier/queue/store/claims.ts';
import { superviseSeat } from '@atelier/queue/store/seats.ts';
import { SUPERVISED } from '@atelier/queue/supervisor.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { createLog } from '@atelier/runtime/log.ts';
import pg from 'pg';
import { emptyDatabase, testLog, testServer } from '../support/database.ts';
import { proxyTo } from '../support/proxy.ts';

async function ask(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** What a person reads who starts on this database; it must be refused. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => assert.fail('it was not refused'),
    (thrown: unknown) => thrown,
  );
  const { code, line } = startRefusal(error);
  assert.notEqual(code, 'internal', line);
  assert.ok(!line.includes('\n'), line);
  return line;
}

/** The same database for another user. */
function asRole(url: string, role: string): string {
  const own = new URL(url);
  own.username = role;
  own.password = 'guest';
  return own.href;
}

let roles = 0;
async function newRole(test: TestContext, url: string): Promise<string> {
  const role = `guest_${process.pid}_${roles++}`;
  const server = await testServer();
  await ask(server, `create role ${role} login password 'guest'`);
  await ask(url, `grant connect on database ${new URL(url).pathname.slice(1)} to ${role}`);
  // the database, and with it what the role owns or may do there, is dropped by a hook that was registered before
  test.after(() => ask(server, `drop role ${role}`));
  return role;
}

describe('a database at the start', () => {
  it('that goes away in the middle of the start is waited for too', async (test) => {
    const line = await proxyTo(await emptyDatabase(test));
    test.after(() => line.close());
    let cuts = 0;
    const write = (text: string) => {
      if (!text.includes('applied') || cuts++ > 0) return;
      line.cut();
      setTimeout(() => line.mend(), 300);
    };
    const workshop = await openWorkshop({
      databaseUrl: line.url,
      log: createLog('test', { write }, 'info'),
      waitMs: 30_000,
    });
    test.after(() => workshop.close());
    assert.ok(cuts > 0);
    assert.equal(await workshop.takesWrites(), true);
  });

  // at every step: our migrations, pg-boss's tables, and what follows them
  const steps = ['pg_advisory_xact_lock', 'create table atelier.jobs', 'CREATE SCHEMA', 'create_queue'];
  describe('on a line that dies without a word', { concurrency: true }, () => {
    for (const step of steps)
      it(`when “${step}” was sent, is asked again on another`, async (test) => {
        const line = await proxyTo(await emptyDatabase(test));
        test.after(() => line.close());
        let died = false;
        line.when(step, () => {
          died = true;
          line.forget();
        });
        const workshop = await openWorkshop({ databaseUrl: line.url, log: testLog, waitMs: 60_000 });
        assert.ok(died);
        assert.equal(await workshop.takesWrites(), true);
        line.mend();
        await workshop.close();
      });

    it('that falls silent for good is given up, and said so', async (test) => {
      const line = await proxyTo(await emptyDatabase(test));
      test.after(() => line.close());
      line.when('pg_encoding_to_char', () => line.stall());
      const said = await refusal(openDatabase({ databaseUrl: line.url, databaseWaitMs: 0 }, testLog));
      assert.match(said, /^The database cannot be reached: Query read timeout, for 0 s\.$/);
      line.mend();
      line.when('create table atelier.jobs', () => line.stall());
      assert.match(
        await refusal(openWorkshop({ databaseUrl: line.url, log: testLog })),
        /^The database cannot be reached: .*the server is not at this statement/,
      );
    });

    it('is none where a migration only waits for long', async (test) => {
      const databaseUrl = await emptyDatabase(test);
      const holder = new pg.Client({ connectionString: databaseUrl });
      await holder.connect();
      await holder.query('begin');
      await holder.query('select pg_advisory_xact_lock(2835437)');
      const opening = openWorkshop({ databaseUrl, log: testLog });
      await holder.query('select pg_sleep(13)');
      await holder.end();
      const workshop = await opening;
      await workshop.close();
    });
  });

  it('that is away is waited for, and that is said once', async (test) => {
    const url = await testServer();
    const { port, hostname } = new URL(url);
    // a port that somebody answers only after a while
    const door = createServer((socket) => {
      const server = connect(Number(port), hostname);
      socket.pipe(server).pipe(socket);
      for (const end of [socket, server]) end.on('error', () => {});
    });
    await new Promise<void>((done) => door.listen(0, '127.0.0.1', done));
    const address = door.address();
    assert.ok(address !== null && typeof address === 'object');
    await new Promise((done) => door.close(done));
    setTimeout(() => door.listen(address.port, '127.0.0.1'), 2500);
    test.after(() => door.close());
    const lines: string[] = [];
    const log = createLog('test', { write: (line: string) => void lines.push(JSON.parse(line).msg) }, 'info');

    const away = new URL(url);
    away.port = String(address.port);
    assert.equal(await openDatabase({ databaseUrl: away.href, databaseWaitMs: 30_000 }, log), away.href);
    assert.deepEqual(lines, ['the database is away: waiting for it', 'the database is there']);
  });

  it('that stays away is given up with one line, without the password', async () => {
    const databaseUrl = 'postgres://somebody:secret@127.0.0.1:1/atelier';
    const line = await refusal(openDatabase({ databaseUrl, databaseWaitMs: 1000 }, testLog));
    assert.match(line, /^The database cannot be reached: .*ECONNREFUSED.*, for 1 s\.$/);
    assert.doesNotMatch(line, /secret/);
  });

  it('that does not exist, or that refuses the password, is not waited for', async () => {
    const url = await testServer();
    const elsewhere = new URL(url);
    elsewhere.pathname = '/nowhere';
    const open = (databaseUrl: string) => openDatabase({ databaseUrl, databaseWaitMs: 3_600_000 }, testLog);
    assert.match(await refusal(open(elsewhere.href)), /DATABASE_URL.*"nowhere" does not exist/);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    assert.match(await refusal(open(wrong.href)), /DATABASE_URL.*password authentication failed/);
  });

  it('that is not UTF-8 is refused, with how to make one', async (test) => {
    const url = await testServer();
    const name = `latin_${process.pid}`;
    await ask(url, `create database ${name} encoding 'LATIN1' locale 'C' template template0`);
    test.after(() => ask(url, `drop database ${name}`));
    const latin = new URL(url);
    latin.pathname = `/${name}`;
    const line = await refusal(openDatabase({ databaseUrl: latin.href, databaseWaitMs: 0 }, testLog));
    assert.match(line, /DATABASE_URL.*encoding is LATIN1, not UTF8; make one with: create database/);
  });

  it('is refused to a role that may create nothing, where nothing is there', async (test) => {
    const url = await emptyDatabase(test);
    const role = await newRole(test, url);
    const line = await refusal(openWorkshop({ databaseUrl: asRole(url, role), log: testLog }));
    assert.match(line, /DATABASE_URL.*permission denied.*needs CREATE/);
  });

  it('serves a role that may create nothing, where everything is there', async (test) => {
    const url = await emptyDatabase(test);
    const owner = await openWorkshop({ databaseUrl: url, log: testLog });
    await owner.close();
    const role = await newRole(test, url);
    for (const schema of ['atelier', 'pgboss']) {
      await ask(
        url,
        `grant usage on schema ${schema} to ${role}`,
        `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
        `grant execute on all functions in schema ${schema} to ${role}`,
      );
    }
    const guest = await openWorkshop({ databaseUrl: asRole(url, role), log: testLog });
    assert.ok(await guest.boss.send('style-fast', { jobId: 'x' }));
    const queue = 'style-fast';
    await ask(url, `update atelier.seats set held_by = 'guest', held_until = 'infinity'`);
    assert.ok(await superviseSeat(guest.pool, 'guest', SUPERVISED, true));
    assert.equal((await takeJobs(guest.pool, { queue, most: 1, workerId: 'guest' })).length, 1);
    const { rows } = await guest.pool.query('select atelier.read_reached($1) > 0 as said', [queue]);
    assert.deepEqual(rows, [{ said: true }]);
    await guest.close();
  });

  it('belongs to one application: the bot of another one is refused while the first is there', async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const url = await emptyDatabase(test, closers);
    const open = async (applicationId: string) => {
      const name = botConnectionName({ applicationId, discordApi: 'https://discord.com/api' });
      const workshop = await openWorkshop({ databaseUrl: url, log: testLog, name });
      closers.push(() => workshop.close());
      return workshop;
    };
    const first = await open('111');
    const second = await open('222');
    await refuseOtherApplication(first, { applicationId: '111' }, 0);
    const line = await refusal(refuseOtherApplication(second, { applicationId: '222' }, 0));
    assert.match(line, /DATABASE_URL.*another application \(111\)/);
    // a sandbox at another address
    const sandbox = { applicationId: '111', discordApi: 'http://127.0.0.1:4680/api' };
    assert.match(await refusal(refuseOtherApplication(second, sandbox, 0)), /another sandbox/);
    // a second bot of the same application is none of another
    await refuseOtherApplication(await open('111'), { applicationId: '111' }, 0);
    await first.close();
    await closers.pop()?.();
    await refuseOtherApplication(second, { applicationId: '222' }, 10_000);
  });
});

it('without a readable reason there is still one line', () => {
  assert.deepEqual(startRefusal(new Error('first\nsecond')), { code: 'internal', line: 'first' });
  assert.deepEqual(startRefusal(new AtelierError('internal', {}, 'odd')), { code: 'internal', line: 'odd' });
});
