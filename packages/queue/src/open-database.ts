import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '@atelier/runtime/environment.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { systemReason } from '@atelier/runtime/system-error.ts';
import pg from 'pg';
import { z } from 'zod';
import { lineTo } from './connections.ts';
import { isDatabaseAway } from './database-retry.ts';
import { AtelierError } from './errors.ts';
import { onlyRow } from './store/rows.ts';

/** ms for the answer to the question that each attempt asks */
const ANSWER_MS = 5_000;
/** ms that a connection gets to take its leave, as on a dead line nobody answers */
const LEAVE_MS = 1000;
/** ms between two attempts */
const TRY_EVERY = 1_000;

/**
 * The address of the database that bot and workers share, once it answers: one that is away at the start, as where
 * all containers start at once, is waited for, and that is said once.
 * Errors: environment.missing, database.unavailable after `databaseWaitMs`, database.unsuitable.
 */
export async function openDatabase(
  { databaseUrl, databaseWaitMs }: Pick<Environment, 'databaseUrl' | 'databaseWaitMs'>,
  log: Log,
): Promise<string> {
  if (databaseUrl === null) {
    throw new AtelierError('environment.missing', {
      variable: 'DATABASE_URL',
      purpose: 'the Postgres that bot and workers share (npm start runs everything with one of its own)',
    });
  }
  const deadline = Date.now() + databaseWaitMs;
  for (let said = false; ; ) {
    try {
      await look(databaseUrl);
      if (said) log.info('the database is there');
      return databaseUrl;
    } catch (error) {
      if (error instanceof AtelierError) throw error;
      const reason = reasonOf(error);
      if (!isDatabaseAway(error)) throw new AtelierError('database.unsuitable', { reason }, error);
      if (Date.now() >= deadline) {
        const seconds = Math.round(databaseWaitMs / 1000);
        throw new AtelierError('database.unavailable', { reason: `${reason}, for ${seconds} s` }, error);
      }
      if (!said) log.warn({ reason, seconds: databaseWaitMs / 1000 }, 'the database is away: waiting for it');
      said = true;
    }
    await sleep(TRY_EVERY);
  }
}

/** Texts are in every language and with every sign, which no other encoding of Postgres can store. */
async function look(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ ...lineTo({ databaseUrl, name: 'atelier' }), query_timeout: ANSWER_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    const { encoding } = await onlyRow(
      client,
      z.object({ encoding: z.string() }),
      `select pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()`,
    );
    if (encoding === 'UTF8') return;
    const reason = `its encoding is ${encoding}, not UTF8; make one with: create database atelier encoding 'UTF8' template template0`;
    throw new AtelierError('database.unsuitable', { reason });
  } finally {
    await Promise.race([client.end().catch(() => {}), sleep(LEAVE_MS, undefined, { ref: false })]);
  }
}

/** The first readable reason: a refused connection to `localhost` is an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof Error && error.message !== '') return error.message;
  return systemReason(error) ?? String(error);
}
