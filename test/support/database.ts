import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import { after } from 'node:test';
import { openWorkshop, type Workshop } from '@atelier/queue/workshop.ts';
import pg from 'pg';
import { isEmbedded, keep, startServer, stopServer, testLog } from './server.ts';

export { testLog } from './server.ts';

// at the top of the module: in a test, it would stop the server after that test
after(() => stopServer());

/** The one for all files, or where a file is run without it, one of its own from the first call on. */
export async function testServer(): Promise<string> {
  return process.env.ATELIER_TEST_DATABASE_URL ?? startServer();
}

/**
 * A fresh, empty database, dropped after the test; kept, and its address printed, when the test fails.
 * `closers` are called first, last to first: hooks of node:test run in the order of their registration.
 */
export function emptyDatabase(test: TestContext, closers: (() => Promise<void>)[] = []): Promise<string> {
  return database(test, closers, 'template1');
}

/** The same with the tables, as a process leaves them that opened a workshop once. */
export async function preparedDatabase(
  test: TestContext,
  closers: (() => Promise<void>)[] = [],
): Promise<string> {
  template ??= prepare();
  return database(test, closers, await template);
}

async function database(test: TestContext, closers: (() => Promise<void>)[], from: string): Promise<string> {
  const url = await testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  // the quicker of two ways for a small one; Postgres 14 does not know it yet
  const copied = isEmbedded() ? ' strategy file_copy' : '';
  await administer(url, `create database ${name} template ${from}${copied}`);
  test.after(async () => {
    for (const close of closers.reverse()) await close();
    // not yet in @types/node 24
    const { passed } = test as TestContext & { readonly passed: boolean };
    if (passed) return administer(url, `drop database ${name} with (force)`);
    test.diagnostic(`database ${name} kept in ${await keep()}`);
  });
  return addressOf(url, name);
}

let template: Promise<string> | undefined;

/** Made once a server: applying every migration costs ten times what copying a database does. */
async function prepare(): Promise<string> {
  const url = await testServer();
  const name = `test_prepared_${await TABLES}`;
  const client = await connected(url);
  try {
    // of several files the first one
    await client.query(`select pg_advisory_lock(hashtext('${name}'))`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      const making = `${name}_${process.pid}`;
      await client.query(`create database ${making}`);
      const workshop = await openWorkshop({ databaseUrl: addressOf(url, making), log: testLog });
      await workshop.close();
      await client.query(`alter database ${making} rename to ${name}`);
    }
  } finally {
    await client.end();
  }
  return name;
}

/** Digest of what makes the tables: a server that is given may have them from another version. */
const TABLES = digestOf(new URL('../../migrations/', import.meta.url));

async function digestOf(folder: URL): Promise<string> {
  const hash = createHash('sha256').update(
    await readFile(new URL('../../package-lock.json', import.meta.url)),
  );
  for (const name of (await readdir(folder)).sort()) hash.update(await readFile(new URL(name, folder)));
  return hash.digest('hex').slice(0, 12);
}

/** An open workshop on a database of its own, closed after the test, after all that was put into `closers`. */
export async function withDatabase(
  test: TestContext,
): Promise<{ url: string; workshop: Workshop; closers: (() => Promise<void>)[] }> {
  const closers: (() => Promise<void>)[] = [];
  const url = await preparedDatabase(test, closers);
  const workshop = await openWorkshop({ databaseUrl: url, log: testLog });
  closers.push(() => workshop.close());
  return { url, workshop, closers };
}

function addressOf(server: string, database: string): string {
  const own = new URL(server);
  own.pathname = `/${database}`;
  return own.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = await connected(url);
  await client.query(statement).finally(() => client.end());
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
