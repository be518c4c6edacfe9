import { randomBytes } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { after } from 'node:test';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@atelier/jobs/embedded.ts';
import { createLog, type Log } from '@atelier/jobs/log.ts';
import { openWorkshop, type Workshop } from '@atelier/jobs/workshop.ts';
import pg from 'pg';

/** Log lines of the tests' own server and workshops; `LOG_LEVEL=debug` shows more. */
export const testLog: Log = createLog('test', process.stderr, process.env.LOG_LEVEL ?? 'fatal');

let server: Promise<EmbeddedPostgres> | undefined;

// at the top of the module: in a test, it would stop the server after that test
after(async () => (await server)?.stop());

/**
 * One real Postgres per test file: started at the first call (a third of a second, with initdb one second),
 * stopped after the file's last test. Each file has a directory of its own, so that files run side by side.
 */
export function testServer(): Promise<EmbeddedPostgres> {
  server ??= startEmbeddedPostgres(
    join(tmpdir(), `atelier-test-${userInfo().username}`, String(process.pid)),
    testLog,
  );
  return server;
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
    if (test.passed) await administer(url, `drop database ${name} with (force)`);
    else test.diagnostic(`database kept: ${name}`);
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
