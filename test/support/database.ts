import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { after } from 'node:test';
import { isAlive, isPostgres, signal } from '@atelier/embedded-postgres/processes.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@atelier/embedded-postgres/start.ts';
import { openWorkshop, type Workshop } from '@atelier/queue/workshop.ts';
import { createLog, type Log } from '@atelier/runtime/log.ts';
import pg from 'pg';

/** Log lines of the tests' own server and workshops; `LOG_LEVEL=debug` shows more. */
export const testLog: Log = createLog('test', process.stderr, process.env.LOG_LEVEL ?? 'fatal');

const HOME = join(tmpdir(), `atelier-test-${userInfo().username}`);
const OURS = join(HOME, String(process.pid));

let server: Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> | undefined;
/** another server than the embedded one, as of another version: of a user who may make databases there */
const GIVEN = process.env.ATELIER_TEST_DATABASE_URL;
let kept = false;

// at the top of the module: in a test, it would stop the server after that test
after(async () => {
  await (await server)?.stop();
  if (server !== undefined && !kept) await rm(OURS, { recursive: true, force: true });
});

/**
 * One real Postgres per test file: started at the first call (a second, most of it initdb), stopped after the
 * file's last test. Each file has a directory of its own, so that files run side by side; it stays when a test
 * failed, until the next day.
 */
export function testServer(): Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> {
  if (GIVEN !== undefined) server ??= Promise.resolve({ url: GIVEN, stop: async () => {} });
  server ??= sweep().then(() => startEmbeddedPostgres(OURS, testLog));
  return server;
}

/** Stops servers whose test process was killed, and removes directories of yesterday. */
async function sweep(): Promise<void> {
  for (const name of await readdir(HOME).catch(() => [])) {
    const directory = join(HOME, name);
    if (isAlive(Number(name))) continue;
    const pidFile = join(directory, 'postgres', 'data', 'postmaster.pid');
    const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
    if (pid > 0 && (await isPostgres(pid))) signal(pid, 'SIGQUIT');
    const { mtimeMs } = await stat(directory).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 86_400_000) await rm(directory, { recursive: true, force: true });
  }
}

/**
 * A fresh, empty database, dropped after the test; kept, and its address printed, when the test fails.
 * `closers` are called first, last to first: hooks of node:test run in the order of their registration.
 */
export async function emptyDatabase(
  test: TestContext,
  closers: (() => Promise<void>)[] = [],
): Promise<string> {
  const { url } = await testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  test.after(async () => {
    for (const close of closers.reverse()) await close();
    // not yet in @types/node 24
    const { passed } = test as TestContext & { readonly passed: boolean };
    if (passed) return administer(url, `drop database ${name} with (force)`);
    kept = true;
    test.diagnostic(`database ${name} kept in ${OURS}`);
  });
  return own.href;
}

/** An open workshop on a database of its own, closed after the test, after all that was put into `closers`. */
export async function withDatabase(
  test: TestContext,
): Promise<{ url: string; workshop: Workshop; closers: (() => Promise<void>)[] }> {
  const closers: (() => Promise<void>)[] = [];
  const url = await emptyDatabase(test, closers);
  const workshop = await openWorkshop({ databaseUrl: url, log: testLog });
  closers.push(() => workshop.close());
  return { url, workshop, closers };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
