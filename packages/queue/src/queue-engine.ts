import type { Log } from '@atelier/runtime/log.ts';
import type pg from 'pg';
import { type Db, PgBoss } from 'pg-boss';
import { type LineOptions, timed } from './connections.ts';
import type { Listener } from './listener.ts';
import { takingLong } from './long-statement.ts';
import type { Loops } from './loops.ts';
import type { Outage } from './outage.ts';
import { queueWarnings } from './queue-warnings.ts';

/** What builds and rebuilds the queue's tables and indexes; all that a job waits for takes milliseconds. */
const BUILDS = /\b(create|alter|drop|reindex)\b/i;

interface Parts {
  line: LineOptions;
  pool: pg.Pool;
  listener: Listener;
  outage: Outage;
  loops: Loops;
}

/**
 * pg-boss on our own lines, so that it has their limits, and one connection listens for both. It holds the entries; who
 * fetches is `QueueLoop`, who supervises is `Supervisor`. Not started yet.
 */
export function createBoss({ line, pool, listener, outage, loops }: Parts, log: Log): PgBoss {
  let started = false;
  const db: Db = {
    // at the start several processes may wait for the one that builds the tables
    executeSql: (text, values) =>
      started
        ? pool.query(timed(text, values, BUILDS.test(text) ? 'long' : 'short'))
        : onOneLine(pool, (client) =>
            takingLong(line, text, (query) => client.query({ ...query, ...(values && { values }) })),
          ),
    listen: async (channel) => {
      started = true;
      loops.channel = channel;
      const stop = listener.listen(
        channel,
        (name) => loops.call(name),
        () => loops.callAll(),
      );
      return { close: async () => stop() };
    },
  };
  const boss = new PgBoss({
    db,
    schema: 'pgboss',
    schedule: false,
    useListenNotify: true,
    supervise: false,
    // each round of the supervisor's is due
    monitorIntervalSeconds: 1,
    // s between two questions of every process that change nothing here
    queueCacheIntervalSeconds: 600,
    bamIntervalSeconds: 600,
  });
  boss.on('error', (error) => outage.report(error, 'the queue met an error'));
  boss.on('warning', queueWarnings(log));
  return boss;
}

/** A line whose statement failed is thrown away, as the pool does with its own. */
async function onOneLine<T>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    return await use(client);
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}
