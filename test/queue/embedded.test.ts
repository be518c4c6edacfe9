import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startEmbeddedPostgres } from '@atelier/jobs/embedded.ts';
import pg from 'pg';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

/** A data directory of the test's own, with a name that a shell or a connection string would stumble over. */
async function someDirectory(test: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'atelier-embedded-'));
  // a server that ends by itself may still be writing
  test.after(() => rm(parent, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  if (process.getuid?.() === 0) await chmodOpen(parent);
  return join(parent, "an artist's data, é %20 100%");
}

async function chmodOpen(directory: string): Promise<void> {
  const { chmod } = await import('node:fs/promises');
  await chmod(directory, 0o755);
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const pidOf = (url: string) => async () => {
  const [{ directory }] = await ask(url, 'show data_directory').then((rows) => [
    { directory: String(rows[0].data_directory) },
  ]);
  return Number((await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
};

describe('the embedded Postgres', () => {
  it('keeps its data over a restart, in a directory with an odd name', async (test) => {
    const directory = await someDirectory(test);
    const first = await startEmbeddedPostgres(directory, testLog);
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    await assert.rejects(ask(first.url, 'select 1'));
    const second = await startEmbeddedPostgres(directory, testLog);
    assert.deepEqual(await ask(second.url, 'select answer from kept'), [{ answer: 42 }]);
    await second.stop();
  });

  it('is shared by two starts at once, and stopped only by its owner', async (test) => {
    const directory = await someDirectory(test);
    const [a, b] = await Promise.all([1, 2].map(() => startEmbeddedPostgres(directory, testLog)));
    assert.equal(a.url, b.url);
    await ask(b.url, 'select 1');
    await Promise.all([a.stop(), b.stop()]);
    await assert.rejects(ask(a.url, 'select 1'));
  });

  it('belongs to the process that started it; another one only uses it', async (test) => {
    const directory = await someDirectory(test);
    const owner = await startEmbeddedPostgres(directory, testLog);
    const { code, out } = await inChild(directory, 'await server.stop(); process.exit(0);');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), { url: owner.url, owned: false });
    await ask(owner.url, 'select 1');
    await owner.stop();
  });

  it('is adopted when its owner was killed, and stopped then', async (test) => {
    const directory = await someDirectory(test);
    const { out } = await inChild(directory, "process.kill(process.pid, 'SIGKILL');");
    const { url, owned } = JSON.parse(out);
    assert.equal(owned, true);
    await ask(url, 'create table kept as select 1 as answer');
    const adopted = await startEmbeddedPostgres(directory, testLog);
    assert.deepEqual({ url: adopted.url, owned: adopted.owned }, { url, owned: true });
    await adopted.stop();
    await assert.rejects(ask(url, 'select 1'));
  });

  it('ends with its owner, even when that calls process.exit', async (test) => {
    const directory = await someDirectory(test);
    const { out } = await inChild(directory, 'process.exit(3);');
    await eventually('the server has ended', () =>
      ask(JSON.parse(out).url, 'select 1').then(
        () => false,
        () => true,
      ),
    );
  });

  it('recovers from a crash that left its lock file, even when another program has the number', async (test) => {
    const directory = await someDirectory(test);
    const first = await startEmbeddedPostgres(directory, testLog);
    const [{ data_directory: data }] = await ask(first.url, 'show data_directory');
    const file = join(String(data), 'postmaster.pid');
    const lock = await readFile(file, 'utf8');
    await ask(first.url, 'create table kept as select 7 as answer');
    await first.stop();
    await writeFile(file, lock.replace(/^\d+/, String(process.pid)));

    const second = await startEmbeddedPostgres(directory, testLog);
    assert.deepEqual(await ask(second.url, 'select answer from kept'), [{ answer: 7 }]);
    await second.stop();
  });

  it('comes back on the same port when it is killed', async (test) => {
    const directory = await someDirectory(test);
    const server = await startEmbeddedPostgres(directory, testLog);
    await ask(server.url, 'create table kept as select 9 as answer');
    process.kill(await pidOf(server.url)(), 'SIGKILL');
    const rows = await eventually('the data again', () =>
      ask(server.url, 'select answer from kept').catch(() => null),
    );
    assert.deepEqual(rows, [{ answer: 9 }]);
    await server.stop();
  });

  it('takes up a start that was broken off', async (test) => {
    const directory = await someDirectory(test);
    const { stop } = await startEmbeddedPostgres(directory, testLog);
    await stop();
    const place = join(directory, 'postgres');
    await rm(join(place, 'data'), { recursive: true });
    await mkdir(join(place, 'data.new'));
    await writeFile(join(place, 'data.new', 'PG_VERSION'), '18\n');
    await writeFile(join(directory, 'postgres-keys', 'starting.lock'), '4194304999');
    const server = await startEmbeddedPostgres(directory, testLog);
    assert.deepEqual(await ask(server.url, 'select 1 as one'), [{ one: 1 }]);
    await server.stop();
    assert.deepEqual(await readdir(place), ['data']);
  });

  it('works for root where the server’s user may not enter, and opens nothing', {
    skip: process.getuid?.() !== 0,
  }, async (test) => {
    const { chmod, stat } = await import('node:fs/promises');
    const directory = await someDirectory(test);
    const parent = join(directory, '..');
    await chmod(parent, 0o700);
    const server = await startEmbeddedPostgres(directory, testLog);
    const [{ data_directory: data }] = await ask(server.url, 'show data_directory');
    test.after(() => rm(join(String(data), '..'), { recursive: true }));
    test.after(() => rm(join(String(data), '..').concat('-keys'), { recursive: true }));
    assert.ok(!String(data).startsWith(directory));
    await ask(server.url, 'create table kept as select 3 as answer');
    await server.stop();
    const again = await startEmbeddedPostgres(directory, testLog);
    assert.deepEqual(await ask(again.url, 'select answer from kept'), [{ answer: 3 }]);
    await again.stop();
    assert.equal((await stat(parent)).mode & 0o777, 0o700);
  });
});

/** Starts the server in a process of its own, prints what it got, and goes on with `then`. */
async function inChild(directory: string, then: string): Promise<{ code: number | null; out: string }> {
  const script = `
    import { startEmbeddedPostgres } from '@atelier/jobs/embedded.ts';
    import { createLog } from '@atelier/jobs/log.ts';
    const server = await startEmbeddedPostgres(process.env.DIRECTORY, createLog('child'));
    await new Promise((done) => process.stdout.write(JSON.stringify({ url: server.url, owned: server.owned }), done));
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: new URL('../..', import.meta.url).pathname,
    env: { ...process.env, DIRECTORY: directory, LOG_LEVEL: 'fatal' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (part) => {
    out += part;
  });
  const [code] = await once(child, 'close');
  return { code, out };
}
