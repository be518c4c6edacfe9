import type { Environment } from '@atelier/runtime/environment.ts';
import type { Log } from '@atelier/runtime/log.ts';
import type pg from 'pg';
import { z } from 'zod';
import { openPool } from '../connections.ts';
import { AtelierError } from '../errors.ts';
import { openDatabase } from '../open-database.ts';
import { Outage } from '../outage.ts';
import { onlyRow } from '../store/rows.ts';

/**
 * A look at the fleet's database, for a command that comes and goes: it changes no schema and runs no queue.
 * Errors: those of openDatabase; database.unsuitable where no bot or worker of this version has started yet.
 */
export async function openOperator(
  environment: Pick<Environment, 'databaseUrl' | 'databaseWaitMs'>,
  log: Log,
): Promise<{ pool: pg.Pool; close(): Promise<void> }> {
  const databaseUrl = await openDatabase(environment, log);
  const leaving = new AbortController();
  const pool = openPool({ databaseUrl, name: 'atelier-fleet' }, new Outage(log), leaving.signal);
  const close = async () => {
    leaving.abort();
    await pool.end();
  };
  const { there } = await onlyRow(
    pool,
    z.object({ there: z.boolean() }),
    `select to_regclass('atelier.backlog') is not null as there`,
  );
  if (there) return { pool, close };
  await close();
  const reason =
    'it does not have the tables of this version; they are made by the first bot or worker that starts';
  throw new AtelierError('database.unsuitable', { reason });
}
