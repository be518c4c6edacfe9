import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { registerWorker } from '@atelier/queue/workers.ts';
import { openWorkshop, type Workshop } from '@atelier/queue/workshop.ts';
import { emptyDatabase, testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';

/** Workshops as workers open them, all at once. */
async function openFleet(
  databaseUrl: string,
  count: number,
  closers: (() => Promise<void>)[],
): Promise<Workshop[]> {
  const open = async () => {
    const options = { databaseUrl, log: testLog, name: 'atelier-worker', connections: 2, listens: false };
    const workshop = await openWorkshop(options);
    closers.push(() => workshop.close());
    return workshop;
  };
  return Promise.all(Array.from({ length: count }, open));
}

const seats = async ({ pool }: Workshop) => {
  const { rows } = await pool.query<{ name: string; held_by: string }>(
    `select name, held_by from atelier.seats where held_until > now() order by name`,
  );
  return rows;
};

describe('a fleet', () => {
  it('has one supervisor, few that hear NOTIFY, and few connections', async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const url = await emptyDatabase(test, closers);
    const fleet = await openFleet(url, 8, closers);
    const [one] = fleet as [Workshop];
    await eventually('all seats taken', async () => (await seats(one)).length === 4);
    assert.equal(new Set((await seats(one)).map(({ name }) => name)).size, 4);
    const listening = () => fleet.filter(({ listener }) => listener.hears).length;
    await eventually('three that hear', () => listening() === 3);
    const { rows } = await one.pool.query(
      `select count(*)::int as count from pg_stat_activity where datname = current_database()`,
    );
    assert.ok(rows[0].count <= 2 * fleet.length + 3, `${rows[0].count} connections`);
  });

  it('starts on an empty database with one connection to each process', async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const databaseUrl = await emptyDatabase(test, closers);
    const open = async () => {
      const workshop = await openWorkshop({ databaseUrl, log: testLog, connections: 1 });
      closers.push(() => workshop.close());
    };
    await Promise.all([open(), open()]);
  });

  it('gets another supervisor when one is silent', async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const url = await emptyDatabase(test, closers);
    const [one] = (await openFleet(url, 2, closers)) as [Workshop];
    await one.pool.query(
      `update atelier.seats set held_by = 'dead', held_until = now() + interval '2 seconds' where name = 'supervisor'`,
    );
    await eventually('another', async () =>
      (await seats(one)).some((s) => s.name === 'supervisor' && s.held_by !== 'dead'),
    );
  });

  it('takes jobs that nobody was told of', async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const url = await emptyDatabase(test, closers);
    const [deaf] = (await openFleet(url, 1, closers)) as [Workshop];
    await deaf.pool.query(`update atelier.seats set held_by = 'others', held_until = 'infinity'`);
    await work(deaf, closers);
    const request = someRequest();
    await submitJob(deaf, request, somePhoto);
    await eventually('a result', () => isDone(deaf, request.interactionId));
  });
});

const missing = spawnSync('pgbouncer', ['--version'], {
  env: { PATH: `${process.env.PATH}:/usr/sbin` },
}).error;

describe('behind PgBouncer in transaction mode', {
  skip: missing ? 'pgbouncer is not installed' : false,
}, () => {
  it('ten that start at once on an empty database all start, and work through five connections', async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const direct = await emptyDatabase(test, closers);
    const url = await startPgBouncer(test, direct, 5, closers);
    const fleet = await openFleet(url, 10, closers);
    for (const workshop of fleet) await work(workshop, closers);
    const requests = Array.from({ length: 5 }, (_, i) => someRequest({ userId: `${i}` }));
    for (const request of requests) await submitJob(fleet[0]!, request, somePhoto);
    for (const { interactionId } of requests)
      await eventually('a result', () => isDone(fleet[0]!, interactionId));
    const { rows } = await fleet[0]!.pool.query(
      `select count(*)::int as count from pg_stat_activity where datname = current_database()`,
    );
    assert.ok(rows[0].count <= 5, `${rows[0].count} connections`);
  });
});

const isDone = async (workshop: Workshop, id: string) => (await findOutcome(workshop, id))?.state === 'done';

async function work(workshop: Workshop, closers: (() => Promise<void>)[]): Promise<void> {
  const id = crypto.randomUUID();
  const card = {
    id,
    host: 'here',
    pid: 1,
    engine: 'none',
    device: 'cpu',
    version: '0',
    qualities: ['fast'] as const,
  };
  await registerWorker(workshop, card);
  const working = await workJobs(workshop, {
    qualities: ['fast'],
    workerId: id,
    handle: (job) => recordResult(workshop, job, someResult()),
  });
  closers.push(() => working.drain(0));
}

/** An address that leads to the same database through a pooler with so many connections. */
async function startPgBouncer(
  test: TestContext,
  url: string,
  connections: number,
  closers: (() => Promise<void>)[],
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-pgbouncer-'));
  test.after(() => rm(directory, { recursive: true, force: true }));
  const { hostname, port, username, password } = new URL(url);
  const listen = await freePort();
  const file = join(directory, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${port} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${connections}
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits
`,
  );
  await chmod(directory, 0o755);
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('pgbouncer', [...user, file], {
    env: { PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  // before the database goes, after all workshops
  closers.unshift(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await eventually('pgbouncer', () => answers(listen));
  return Object.assign(new URL(url), { port: String(listen) }).href;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
