import type { Pool, PoolClient } from 'pg';
import type { Db } from 'pg-boss';
import { isLineBroken, patiently } from './away.ts';

/** Anything that takes SQL: the pool, or a client inside a transaction. */
export type Queryable = Pick<PoolClient, 'query'>;

/**
 * ms that the server allows: for a statement; for the wait for a lock, less than what we wait for any answer; and
 * between two statements, after which a process that is frozen or gone holds no lock any more.
 */
const SERVER_MS = {
  statement_timeout: 30_000,
  lock_timeout: 4000,
  idle_in_transaction_session_timeout: 15_000,
};
const BEGIN = ['begin', ...Object.entries(SERVER_MS).map(([name, ms]) => `set local ${name} = ${ms}`)].join(
  '; ',
);

/** ms for which a transaction waits for the database: the restart of a server, and what a person waits for an answer */
export const WAIT_MS = 20_000;

/**
 * Everything that `use` does, or nothing of it. While the database is away it is begun again for a while, so `use`
 * may run more than once. Not after a commit without an answer, as that may have been done: what can tell whether it
 * was is `repeatable`.
 */
export async function transaction<T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> {
  let committing = false;
  const once = async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    const breaks = (error: Error) => {
      broken = error;
    };
    client.once('error', breaks);
    try {
      await client.query(BEGIN);
      const result = await use(client);
      if (broken !== undefined) throw broken;
      committing = true;
      await client.query('commit');
      return result;
    } catch (error) {
      // a line that is dead is not asked once more, and one to a server that takes no writes is of no use
      if (isLineBroken(error)) broken = error as Error;
      else
        await client.query('rollback').catch((failure: Error) => {
          broken = failure;
        });
      throw error;
    } finally {
      client.off('error', breaks);
      // a client whose transaction may still be open is thrown away
      client.release(broken);
    }
  };
  return patiently(once, WAIT_MS, () => !committing);
}

/**
 * The same for what can tell whether it was done before: it is repeated after a commit without an answer too. `again`
 * is true where an earlier try may have been committed.
 */
export async function repeatable<T>(
  pool: Pool,
  use: (client: PoolClient, again: boolean) => Promise<T>,
  patienceMs: number = WAIT_MS,
): Promise<T> {
  let tries = 0;
  return patiently(() => {
    const again = tries++ > 0;
    return transaction(pool, (client) => use(client, again));
  }, patienceMs);
}

/** Lets pg-boss write through a transaction of ours: `boss.send(name, data, { db: bossDb(client) })`. */
export function bossDb(client: Queryable): Db {
  return { executeSql: (text, values) => client.query(text, values as unknown[]) };
}
