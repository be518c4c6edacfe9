import type { Pool, PoolClient } from 'pg';
import type { Db } from 'pg-boss';

/** Anything that takes SQL: the pool, or a client inside a transaction. */
export type Queryable = Pick<PoolClient, 'query'>;

/** Everything that `use` does, or nothing of it. */
export async function transaction<T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await use(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    // a client whose rollback failed is thrown away
    client.release(broken);
  }
}

/** Lets pg-boss write through a transaction of ours: `boss.send(name, data, { db: bossDb(client) })`. */
export function bossDb(client: Queryable): Db {
  return { executeSql: (text, values) => client.query(text, values as unknown[]) };
}
