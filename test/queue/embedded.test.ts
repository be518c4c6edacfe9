import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '@atelier/embedded-postgres/start.ts';
import pg from 'pg';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

const run = promisify(execFile);
const NOT_ROOT = process.getuid?.() === 0 ? false : 'only root starts the server as another user';

/** A data directory of the test's own, with a name that a shell or a connection string would stumble over. */
async function someDirectory(test: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'atelier-embedded-'));
  // a server that ends by itself may still be writing
  test.after(() => rm(parent, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  await chmod(parent, 0o755);
  return join(parent, "an artist's data, é %20 100%");
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
  const directory = String((await ask(url, 'show data_directory'))[0]!.data_directory);
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
    const start = () => startEmbeddedPostgres(directory, testLog);
    const [a, b] = await Promise.all([start(), start()]);
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

  it('is adopted when another program has the number of its killed owner', {
    skip: process.platform !== 'linux' && 'only Linux tells when a process started',
  }, async (test) => {
    const directory = await someDirectory(test);
    await inChild(directory, "process.kill(process.pid, 'SIGKILL');");
    const file = join(directory, 'postgres-keys', 'owner');
    const mark = await readFile(file, 'utf8');
    await writeFile(file, String(process.ppid));
    const shared = await startEmbeddedPostgres(directory, testLog);
    assert.equal(shared.owned, false, 'without a start, as formerly written, the number counts');
    await writeFile(file, mark.replace(/^\d+/, String(process.ppid)));
    const adopted = await startEmbeddedPostgres(directory, testLog);
    assert.equal(adopted.owned, true);
    await adopted.stop();
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
    const { data_directory: data } = (await ask(first.url, 'show data_directory'))[0]!;
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

  it('runs as nobody for root, without a new account and with nothing outside the data directory', {
    skip: NOT_ROOT,
  }, async (test) => {
    const directory = await someDirectory(test);
    const accounts = await readFile('/etc/passwd', 'utf8');
    const server = await startEmbeddedPostgres(directory, testLog);
    const { data_directory: data } = (await ask(server.url, 'show data_directory'))[0]!;
    await server.stop();
    assert.equal(String(data), join(directory, 'postgres', 'data'));
    assert.equal(String((await stat(String(data))).uid), (await run('id', ['-u', 'nobody'])).stdout.trim());
    assert.equal(await readFile('/etc/passwd', 'utf8'), accounts);
    assert.deepEqual((await readdir(directory)).sort(), ['postgres', 'postgres-keys']);
  });

  it('works for root where the server’s user may not enter, and opens nothing', {
    skip: NOT_ROOT || process.platform !== 'linux',
  }, async (test) => {
    const directory = await someDirectory(test);
    const parent = join(directory, '..');
    await chmod(parent, 0o700);
    for (const answer of [3, 4]) {
      const server = await startEmbeddedPostgres(directory, testLog);
      const sharing = await inChild(directory, 'await server.stop(); process.exit(0);');
      assert.deepEqual(JSON.parse(sharing.out), { url: server.url, owned: false });
      await ask(server.url, `create table kept${answer} as select ${answer} as answer`);
      assert.deepEqual(await ask(server.url, 'select answer from kept3'), [{ answer: 3 }]);
      await server.stop();
    }
    assert.equal((await stat(parent)).mode & 0o777, 0o700);
    assert.deepEqual(await readdir(parent), [basename(directory)]);
    assert.deepEqual((await readdir(directory)).sort(), ['postgres', 'postgres-keys']);
  });

  it('uses what an earlier version left elsewhere, made by a user of its own', {
    skip: NOT_ROOT,
  }, async (test) => {
    const directory = await someDirectory(test);
    const first = await startEmbeddedPostgres(directory, testLog);
    await ask(first.url, 'create table kept as select 3 as answer');
    await first.stop();
    // as version 0.1.0 left it where the server could not enter: in a folder of root's, owned by another user
    const name = `postgres-${createHash('sha256').update(join(directory, 'postgres')).digest('hex').slice(0, 12)}`;
    const former = join(tmpdir(), 'atelier-root', name);
    await mkdir(former, { recursive: true });
    test.after(() => Promise.all([former, `${former}-keys`].map((path) => rm(path, { recursive: true }))));
    await run('chown', ['4711:4711', former]);
    await rename(join(directory, 'postgres', 'data'), join(former, 'data'));
    await run('chown', ['-R', '4711:4711', former]);
    await rename(join(directory, 'postgres-keys'), `${former}-keys`);
    await chmod(join(directory, '..'), 0o700);

    const second = await startEmbeddedPostgres(directory, testLog);
    assert.deepEqual(await ask(second.url, 'select answer from kept'), [{ answer: 3 }]);
    assert.deepEqual(await ask(second.url, 'show data_directory'), [
      { data_directory: join(former, 'data') },
    ]);
    await second.stop();
  });

  it('passes through directories that it makes itself, however strict root’s umask is', {
    skip: NOT_ROOT,
  }, async (test) => {
    const directory = await someDirectory(test);
    const { code } = await inChild(join(directory, 'deep'), 'await server.stop(); process.exit(0);', 0o077);
    assert.equal(code, 0);
  });
});

/** Starts the server in a process of its own, prints what it got, and goes on with `then`. */
async function inChild(
  directory: string,
  then: string,
  umask = process.umask(),
): Promise<{ code: number | null; out: string }> {
  const script = `
    process.umask(${umask});
    import { startEmbeddedPostgres } from '@atelier/embedded-postgres/start.ts';
    import { createLog } from '@atelier/runtime/log.ts';
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
