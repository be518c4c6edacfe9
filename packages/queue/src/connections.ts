import pg from 'pg';
import { z } from 'zod';
import { isLineBroken, patiently } from './database-retry.ts';
import type { Outage } from './outage.ts';
import type { Queryable } from './transaction.ts';

/** ms after which a connection attempt is given up: a database that is there answers in far less */
const CONNECT_MS = 5000;
/**
 * ms for one statement, after which its line counts as dead. Nothing on the way says so by itself: a NAT that forgot
 * a line, or a machine that lost its power, sends no word, and Linux goes on sending for a quarter of an hour.
 * - short: nearly everything, which takes milliseconds
 * - beat: a heartbeat. Two on dead lines leave time for a third within `LIMITS.heartbeatSeconds`, so that a worker keeps
 *   its claims
 * - pictures: 25 MB at 10 Mbit/s
 * - long: what rightly may, as a purge after a long absence or an index that is rebuilt
 * - health: the answer to “are you there?”
 */
const STATEMENT_MS = { short: 5000, beat: 3000, pictures: 20_000, long: 300_000, health: 2000 };
/** connections per process beside the one that listens */
const MOST = 4;

export interface LineOptions {
  databaseUrl: string;
  /** shown in pg_stat_activity */
  name: string;
}

/** What every connection is made with. Keep-alive finds a dead line that nobody uses within 20 s. */
export function lineTo({ databaseUrl, name }: LineOptions): pg.ClientConfig {
  return {
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/**
 * Connections that are given up when they fall silent, break, or turn out to lead to a server that takes no writes;
 * with the first such one go all that are idle, as whatever struck it has struck them too. Limits for locks and for
 * transactions are set where a transaction begins: as parameters of a connection, a pooler would refuse them.
 */
export function openPool(
  { most = MOST, ...options }: LineOptions & { most?: number | undefined },
  outage: Outage,
  closing: AbortSignal,
): pg.Pool {
  const pool = new pg.Pool({ ...lineTo(options), query_timeout: STATEMENT_MS.short, max: most });
  // pg-pool takes its own listener off a client that is checked out, and an error without one ends the process
  pool.on('connect', (client) => client.on('error', (error) => outage.met(error)));
  pool.on('error', (error) => outage.met(error));
  pool.on('release', (error) => {
    if (!isLineBroken(error)) return;
    outage.met(error);
    dropIdle(pool);
  });
  askAgain(pool, closing);
  breakOff(pool, closing);
  return pool;
}

/** ms that statements under way get to end when everything is closed; on a dead line one would take all of its time */
const GRACE_MS = 5000;

function breakOff(pool: pg.Pool, closing: AbortSignal): void {
  const clients = new Set<pg.PoolClient>();
  pool.on('connect', (client) => clients.add(client));
  pool.on('remove', (client) => clients.delete(client));
  const end = () => {
    // drops the line where a statement is under way
    for (const client of clients) void client.end().catch(() => {});
  };
  closing.addEventListener('abort', () => setTimeout(end, GRACE_MS).unref(), { once: true });
}

function dropIdle(pool: pg.Pool): void {
  if (pool.ending) return;
  for (let left = pool.idleCount; left > 0; left--) {
    pool.connect().then(
      (client) => client.release(true),
      () => {},
    );
  }
}

/** A function of ours may write. */
const reads = (text: string): boolean =>
  /^\s*(?:select|with)\b/i.test(text) && !/\b(?:insert|update|delete|atelier\.\w+\()/i.test(text);
/** ms for which a question waits for the database: the restart of a server, and what a person waits for an answer */
const ASK_MS = 20_000;

/** A question that met a dead line is asked again on a new one. What writes is not, as it may have been done. */
function askAgain(pool: pg.Pool, closing: AbortSignal): void {
  const once = pool.query.bind(pool) as (
    query: string | pg.QueryConfig,
    values?: unknown,
  ) => Promise<unknown>;
  const query = (query: string | pg.QueryConfig, values?: unknown) =>
    reads(typeof query === 'string' ? query : query.text)
      ? patiently(
          () => once(query, values),
          ASK_MS,
          () => !closing.aborted,
        )
      : once(query, values);
  pool.query = query as pg.Pool['query'];
}

/** A statement with a time of its own. */
export function timed(
  text: string,
  values: unknown[] | undefined,
  time: keyof typeof STATEMENT_MS,
): pg.QueryConfig & { query_timeout: number } {
  return { text, ...(values && { values }), query_timeout: STATEMENT_MS[time] };
}

/** The same connection, or pool, with another time for its statements. */
export function taking(db: Queryable, time: keyof typeof STATEMENT_MS): Queryable {
  const query = (text: string, values?: unknown[]) => db.query(timed(text, values, time));
  return { query: query as Queryable['query'] };
}

/** Whether the database answers and takes writes, within a few seconds whatever happens. */
export async function takesWrites(pool: pg.Pool): Promise<boolean> {
  try {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      const { rows } = await client.query(timed(IS_READONLY, [], 'health'));
      if (IsReadonly.parse(rows[0]).readonly) failure = readonlyServer();
    } catch (error) {
      failure = error as Error;
    }
    client.release(failure);
    return failure === undefined;
  } catch {
    return false;
  }
}

/** True on a standby too, and where a former primary was closed to writes. */
export const IS_READONLY = `select current_setting('transaction_read_only')::boolean as readonly`;
export const IsReadonly = z.object({ readonly: z.boolean() });

export function readonlyServer(): Error {
  return Object.assign(new Error('the server takes no writes'), { code: '25006' });
}
