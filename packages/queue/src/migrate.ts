import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@atelier/runtime/log.ts';
import type { Pool } from 'pg';
import { z } from 'zod';
import { isLineBroken } from './database-retry.ts';
import { onlyRow, rowsOf } from './store/rows.ts';
import { type Queryable, transaction } from './transaction.ts';

/** Any fixed number that nothing else on the database uses: "atelier" on a telephone keypad. */
const LOCK = 2_835_437;
/** ms between two statements of a migration, of which each follows the one before at once */
const IDLE_MS = 10_000;
const FOLDER = new URL('../../../migrations/', import.meta.url);

interface Migration {
  number: number;
  name: string;
  sql: string;
  /** SHA-256 of the text with line ends as \n, so that a checkout on Windows counts as the same */
  checksum: string;
}

/**
 * Applies the numbered files of migrations/ that the database does not have yet, in one transaction under an
 * advisory lock: of several processes that start at once, one applies and the others find nothing to do.
 * A transaction-level lock, as a session-level one does not pass a pooler in transaction mode.
 * Errors when an applied file was changed afterwards, or when a number is missing.
 */
export async function migrate(client: Queryable, log: Log, folder: URL = FOLDER): Promise<number> {
  const migrations = await readMigrations(folder);
  await client.query('begin');
  try {
    // a process whose line died, or that is frozen, keeps nobody from migrating for long
    await client.query(`set local idle_in_transaction_session_timeout = ${IDLE_MS}`);
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const applied = await readApplied(client);
    let count = 0;
    for (const migration of migrations) {
      const known = applied.get(migration.number);
      if (known === undefined) {
        await apply(client, migration);
        log.info({ migration: migration.name }, 'migration applied');
        count++;
      } else if (known !== migration.checksum) {
        throw new Error(
          `Migration ${migration.name} was changed after it had been applied. Add a new one instead.`,
        );
      }
    }
    const newest = migrations.at(-1)?.number ?? 0;
    const ahead = [...applied.keys()].filter((number) => number > newest);
    if (ahead.length > 0)
      log.warn({ migrations: ahead }, 'the database is newer than this version of Atelier');
    await client.query('commit');
    return count;
  } catch (error) {
    if (!isLineBroken(error)) await client.query('rollback').catch(() => {});
    throw error;
  }
}

/**
 * Lets pg-boss install or upgrade its tables in one process at a time: behind a pooler most of several that start at
 * once on an empty database failed. Nobody waits within a transaction, as that would keep one of a pooler's few
 * connections from the one that installs.
 */
export async function inTurn(pool: Pool, start: () => Promise<unknown>): Promise<void> {
  for (let mine = false; !mine; ) {
    mine = await transaction(pool, async (client) => {
      const { mine: ours, there } = await onlyRow(
        client,
        z.object({ mine: z.boolean(), there: z.boolean() }),
        `select pg_try_advisory_xact_lock($1) as mine, to_regclass('pgboss.version') is not null as there`,
        [LOCK + 1],
      );
      if (there) return true;
      if (ours) await start();
      return ours;
    });
    if (!mine) await sleep(WAIT_MS);
  }
  // a second start does nothing
  await start();
}

/** ms between two attempts */
const WAIT_MS = 200;

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(/^(\d{4})_/.exec(name)?.[1]);
      if (number !== index + 1) {
        throw new Error(
          `Expected a migration numbered ${String(index + 1).padStart(4, '0')} but found ${name}.`,
        );
      }
      const sql = (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n');
      return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readApplied(client: Queryable): Promise<Map<number, string>> {
  // asked first, as "if not exists" needs the right to create even where there is nothing to do
  const Found = z.object({ schema: z.boolean(), table: z.boolean() });
  const [found] = await rowsOf(
    client,
    Found,
    `select to_regnamespace('atelier') is not null as schema, to_regclass('atelier.migrations') is not null as table`,
  );
  if (!found?.schema) await client.query('create schema atelier');
  if (!found?.table) {
    await client.query(`
      create table atelier.migrations (
        number integer primary key,
        name text not null,
        checksum text not null,
        applied_at timestamptz not null default now()
      )`);
  }
  const Applied = z.object({ number: z.int(), checksum: z.string() });
  const rows = await rowsOf(client, Applied, 'select number, checksum from atelier.migrations');
  return new Map(rows.map((row) => [row.number, row.checksum]));
}

async function apply(client: Queryable, { number, name, sql, checksum }: Migration): Promise<void> {
  await client.query(sql);
  await client.query('insert into atelier.migrations (number, name, checksum) values ($1, $2, $3)', [
    number,
    name,
    checksum,
  ]);
}
