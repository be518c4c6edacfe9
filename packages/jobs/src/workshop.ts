import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { AtelierError } from './errors.ts';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';
import { prepareQueues } from './queues.ts';

/** What every process of the fleet shares: the tables and the queue. */
export interface Workshop {
  readonly pool: pg.Pool;
  readonly boss: PgBoss;
  readonly log: Log;
  /** Ends the queue's timers and all connections; jobs still running must be drained before. */
  close(): Promise<void>;
}

export interface WorkshopOptions {
  databaseUrl: string;
  log: Log;
  /** shown in pg_stat_activity */
  name?: string;
}

/** ms after which a connection attempt is given up: a database that is there answers in far less */
const CONNECT_MS = 10_000;
/** connections per process; a fleet of 12 processes stays within Postgres' default of 100 */
const POOL = { own: 4, queue: 3 };

/**
 * Connects, applies the migrations, starts pg-boss and prepares its queues.
 * Errors: database.unavailable when the server cannot be reached.
 */
export async function openWorkshop({
  databaseUrl,
  log,
  name = 'atelier',
}: WorkshopOptions): Promise<Workshop> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL.own,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: name,
    keepAlive: true,
  });
  // an idle connection that breaks is replaced at the next query; without a listener it would end the process
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection broke'));
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: POOL.queue,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: `${name}-queue`,
    schema: 'pgboss',
    schedule: false,
    useListenNotify: true,
    // with these two at 1 s a dead worker's job comes back 11 s after its last heartbeat; the defaults make it 60
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the queue met an error'));
  boss.on('warning', (warning) => log.debug({ warning }, 'the queue warns'));
  try {
    await withClient(pool, (client) => migrate(client, log));
    await boss.start();
    await prepareQueues(boss);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    await pool.end().catch(() => {});
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = async () => {
    await boss.stop({ graceful: true, timeout: 1000 });
    await pool.end();
  };
  return {
    pool,
    boss,
    log,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function withClient<T>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new AtelierError('database.unavailable', { reason: reasonOf(error) }, error);
  });
  try {
    return await use(client);
  } finally {
    client.release();
  }
}

/** The first readable reason: a refused connection to `localhost` is an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
