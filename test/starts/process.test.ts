import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { emptyDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { SPAWNED } from '../support/spawned.ts';

const run = promisify(execFile);
const ROOT = process.getuid?.() === 0;
/** For what root alone may try: another user, a small disk. */
const NEEDS_ROOT = ROOT ? false : 'it needs root';
const NOBODY = { uid: 65_534, gid: 65_534 };
const NO_ACCOUNT = { uid: 54_321, gid: 54_321 };

interface Started {
  text(): string;
  ended: Promise<number | null>;
  end(): void;
}

/** One of our programs with nothing in its environment but what is given. */
function begin(
  test: TestContext,
  program: 'bot' | 'worker' | 'start',
  env: Record<string, string>,
  user: { uid?: number; gid?: number } = {},
): Started {
  const app = program === 'start' ? 'cli' : program;
  const main = fileURLToPath(new URL(`../../apps/${app}/src/main.ts`, import.meta.url));
  const args = program === 'start' ? ['start', '--port', '0', '--no-sample'] : [];
  const child = spawn(process.execPath, [main, ...args], {
    cwd: '/',
    env: { ...SPAWNED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  test.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { text: () => text, ended, end: () => void child.kill('SIGTERM') };
}

/** The one line with which a start is refused. */
async function refusal(started: Started): Promise<string> {
  assert.equal(await started.ended, 1, started.text());
  const lines = started.text().trim().split('\n');
  const line = lines.at(-1) ?? '';
  assert.ok(
    lines.length === 1 || (lines.length === 2 && /^Starting the workshop/.test(lines[0]!)),
    started.text(),
  );
  assert.doesNotMatch(line, /stack|Something went wrong/);
  return line.startsWith('{') ? JSON.parse(line).msg : line;
}

async function someFolder(test: TestContext, mode = 0o755): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-starts-'));
  await chmod(folder, mode);
  test.after(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  return folder;
}

async function takenPort(test: TestContext): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  test.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return String(address.port);
}

describe('bot and worker', () => {
  const BOT = { DISCORD_TOKEN: 'abc', DISCORD_APPLICATION_ID: '1' };

  it('without DATABASE_URL are refused: each would wait alone on a database of its own', async (test) => {
    const env = { ATELIER_DATA: join(await someFolder(test), 'data') };
    for (const started of [begin(test, 'worker', env), begin(test, 'bot', { ...env, ...BOT })]) {
      assert.match(await refusal(started), /could not start: Set the environment variable DATABASE_URL: /);
    }
  });

  it('name the variable of a port that is in use', async (test) => {
    const DATABASE_URL = await emptyDatabase(test);
    const env = { HOME: await someFolder(test), ATELIER_HEALTH_PORT: await takenPort(test), DATABASE_URL };
    const quiet = { ...env, LOG_LEVEL: 'fatal' };
    for (const started of [begin(test, 'worker', quiet), begin(test, 'bot', { ...quiet, ...BOT })]) {
      assert.match(
        await refusal(started),
        /Port \d+ cannot be used: another program has it\. Set ATELIER_HEALTH_PORT to another port\./,
      );
    }
  });

  it('wait for a database that is away, and end at once when they are asked to go', async (test) => {
    const env = { HOME: await someFolder(test), DATABASE_URL: 'postgres://a@127.0.0.1:1/a' };
    for (const started of [begin(test, 'worker', env), begin(test, 'bot', { ...env, ...BOT })]) {
      await eventually('it waits', () => started.text().includes('the database is away'));
      started.end();
      assert.equal(await started.ended, 0, started.text());
    }
  });

  it('give a database up that stays away', async (test) => {
    const DATABASE_URL = 'postgres://a@127.0.0.1:1/a';
    const env = { HOME: '/x', DATABASE_URL, ATELIER_DATABASE_WAIT_SECONDS: '2', LOG_LEVEL: 'fatal' };
    assert.match(await refusal(begin(test, 'worker', env)), /database cannot be reached: .*, for 2 s\./);
  });
});

describe('npm start', () => {
  it('is refused a second time on one data directory; the first goes on', async (test) => {
    const env = { ATELIER_DATA: join(await someFolder(test), 'data') };
    const first = begin(test, 'start', env);
    await eventually('the page', () => first.text().includes('type /style'), 60_000);
    const second = begin(test, 'start', env);
    assert.match(await refusal(second), /runs already on the data directory .*data\. .*set ATELIER_DATA/);
    first.end();
    assert.equal(await first.ended, 0, first.text());
  });

  it('is refused on a database that another sandbox uses', async (test) => {
    const DATABASE_URL = await emptyDatabase(test);
    const env = async () => ({ ATELIER_DATA: join(await someFolder(test), 'data'), DATABASE_URL });
    const first = begin(test, 'start', await env());
    await eventually('the page', () => first.text().includes('type /style'), 60_000);
    const line = await refusal(begin(test, 'start', await env()));
    assert.match(line, /DATABASE_URL.*the bot of another sandbox runs on it/);
    first.end();
    assert.equal(await first.ended, 0, first.text());
  });

  it('tells at the terminal, once, why a process of its own does not start', async (test) => {
    const env = {
      ATELIER_DATA: join(await someFolder(test), 'data'),
      DATABASE_URL: await emptyDatabase(test),
      ATELIER_HEALTH_PORT: await takenPort(test),
    };
    const started = begin(test, 'start', env);
    await eventually('the reason', () => started.text().includes('ATELIER_HEALTH_PORT'), 60_000);
    assert.match(
      started.text(),
      /^bot could not start and is tried again: Port \d+ cannot be used: another program has it\. Set ATELIER_HEALTH_PORT/m,
    );
    const log = () => readFile(join(env.ATELIER_DATA, 'atelier.log'), 'utf8');
    await eventually('a second try', async () => (await log()).split('"the bot could not start').length > 2);
    started.end();
    await started.ended;
    // the worker's is the next port, which may be another program's by chance
    assert.equal(started.text().match(/^bot could not start/gm)?.length, 1, started.text());
  });

  it('names ATELIER_DATA where the log cannot be written', async (test) => {
    const folder = await someFolder(test);
    await mkdir(join(folder, 'atelier.log'));
    assert.match(
      await refusal(begin(test, 'start', { ATELIER_DATA: folder })),
      /atelier\.log cannot be used: it is no file\. Set ATELIER_DATA/,
    );
  });

  it('names ATELIER_DATA where there is no home', async (test) => {
    assert.match(
      await refusal(begin(test, 'start', { HOME: '' })),
      /Set the environment variable ATELIER_DATA/,
    );
    if (ROOT) {
      const line = await refusal(begin(test, 'start', {}, NO_ACCOUNT));
      assert.match(line, /Set the environment variable ATELIER_DATA/);
    }
  });

  it('names ATELIER_DATA where the home cannot be written', async (test) => {
    const HOME = await someFolder(test, 0o555);
    const line = await refusal(begin(test, 'start', { HOME }, ROOT ? NOBODY : {}));
    assert.match(line, /cannot be used: permission denied\. Set ATELIER_DATA/);
  });

  it('names DATABASE_URL where the user has no account', { skip: NEEDS_ROOT }, async (test) => {
    const ATELIER_DATA = await someFolder(test);
    await chown(ATELIER_DATA, NO_ACCOUNT.uid, NO_ACCOUNT.gid);
    assert.match(
      await refusal(begin(test, 'start', { ATELIER_DATA }, NO_ACCOUNT)),
      /user id 54321 has no account on this machine\. Set DATABASE_URL/,
    );
  });

  it('names ATELIER_DATA where the disk is full', { skip: NEEDS_ROOT }, async (test) => {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-full-'));
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=755', 'none', folder]).catch(
      () => null,
    );
    test.after(async () => {
      if (mounted !== null) await run('umount', ['-l', folder]);
      await rmdir(folder);
    });
    if (mounted === null) return test.skip('this machine lets nobody mount a small disk');
    assert.match(
      await refusal(begin(test, 'start', { ATELIER_DATA: folder })),
      /cannot be used: the disk is full\. Set ATELIER_DATA/,
    );
  });
});
