import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AtelierError } from '@atelier/queue/errors.ts';
import { migrate } from '@atelier/queue/migrate.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import pg from 'pg';
import { emptyDatabase, testLog } from '../support/database.ts';

const OURS = new URL('../../migrations/', import.meta.url);
const ours = (await readdir(OURS)).length;
/** The number, as files have it, of the migration that would come so many after ours. */
const next = (many: number) => String(ours + many).padStart(4, '0');

/** A copy of migrations/ that a test may change. */
async function copyOfMigrations(
  test: TestContext,
): Promise<{ folder: URL; add(name: string, sql: string): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-migrations-'));
  test.after(() => rm(directory, { recursive: true }));
  await cp(fileURLToPath(OURS), directory, { recursive: true });
  return {
    folder: pathToFileURL(`${directory}/`),
    add: (name, sql) => writeFile(join(directory, name), sql),
  };
}

async function connect(test: TestContext, url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  test.after(() => client.end());
  return client;
}

describe('migrations', () => {
  it('are applied once when two processes start at once', async (test) => {
    const url = await emptyDatabase(test);
    const script = `
      import { createLog } from '@atelier/runtime/log.ts';
      import { openWorkshop } from '@atelier/queue/workshop.ts';
      const workshop = await openWorkshop({ databaseUrl: process.env.DATABASE_URL, log: createLog('child') });
      await workshop.close();`;
    const ends = [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: 'info' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (part) => {
        said += part;
      });
      const [code] = await once(child, 'close');
      return { code, applied: said.split('migration applied').length - 1, said };
    });
    const all = await Promise.all(ends);
    assert.deepEqual(
      all.map(({ code }) => code),
      [0, 0, 0],
      all.map(({ said }) => said).join('\n'),
    );
    const client = await connect(test, url);
    const { rows } = await client.query('select number from atelier.migrations');
    assert.equal(
      all.reduce((sum, { applied }) => sum + applied, 0),
      rows.length,
    );
  });

  it('leave nothing of a file that fails, and name one that was changed', async (test) => {
    const client = await connect(test, await emptyDatabase(test));
    const { folder, add } = await copyOfMigrations(test);
    await add(`${next(1)}_broken.sql`, 'create table atelier.half (id int); select nonsense;');
    await assert.rejects(migrate(client, testLog, folder), /nonsense/);
    const { rows } = await client.query(
      `select to_regclass('atelier.half') as half, to_regclass('atelier.jobs') as jobs`,
    );
    assert.deepEqual(rows, [{ half: null, jobs: null }]);

    await add(`${next(1)}_broken.sql`, 'create table atelier.half (id int);');
    assert.equal(await migrate(client, testLog, folder), ours + 1);
    assert.equal(await migrate(client, testLog, folder), 0);
    await add(`${next(1)}_broken.sql`, 'create table atelier.half (id bigint);');
    await assert.rejects(migrate(client, testLog, folder), new RegExp(`${next(1)}_broken\\.sql was changed`));
  });

  it('refuse a gap in the numbers, and live with a newer database', async (test) => {
    const client = await connect(test, await emptyDatabase(test));
    const { folder, add } = await copyOfMigrations(test);
    await add(`${next(2)}_gap.sql`, 'select 1');
    await assert.rejects(
      migrate(client, testLog, folder),
      new RegExp(`numbered ${next(1)} but found ${next(2)}_gap`),
    );
    await add(`${next(1)}_no_gap.sql`, 'select 1');
    await migrate(client, testLog, folder);
    assert.equal(await migrate(client, testLog, OURS), 0);
  });
});

describe('a database that is away', () => {
  it('is said so', async () => {
    const opening = openWorkshop({ databaseUrl: 'postgres://x:secret@127.0.0.1:9/x', log: testLog });
    await assert.rejects(opening, (error) => {
      assert.ok(error instanceof AtelierError && error.code === 'database.unavailable');
      assert.match(error.message, /ECONNREFUSED/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });
});
