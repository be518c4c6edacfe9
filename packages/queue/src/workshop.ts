import type { ObjectStore } from '@atelier/runtime/environment.ts';
import type { Log } from '@atelier/runtime/log.ts';
import pg from 'pg';
import type { PgBoss } from 'pg-boss';
import { type LineOptions, lineTo, openPool, takesWrites } from './connections.ts';
import { Counts } from './counts.ts';
import { isDatabaseAway, patiently } from './database-retry.ts';
import { AtelierError } from './errors.ts';
import { Listener } from './listener.ts';
import { withoutLimit } from './long-statement.ts';
import { Loops } from './loops.ts';
import { inTurn, migrate } from './migrate.ts';
import { type Bytes, openBytes } from './objects.ts';
import { Outage } from './outage.ts';
import { Pulse } from './pulse.ts';
import { createBoss } from './queue-engine.ts';
import { prepareQueues } from './queues.ts';
import { Supervisor } from './supervisor.ts';
import { Watch } from './watch.ts';

/** What every process of the fleet shares: the tables and the queue. */
export interface Workshop {
  readonly pool: pg.Pool;
  readonly boss: PgBoss;
  /** where the bytes of photos and pictures lie */
  readonly bytes: Bytes;
  readonly listener: Listener;
  readonly log: Log;
  /** what fails in the background is said through it */
  readonly outage: Outage;
  /** what this process takes from the queues */
  readonly loops: Loops;
  /** keeps the claims of what it works on */
  readonly pulse: Pulse;
  /** what was painted and is to be counted */
  readonly counts: Counts;
  readonly watch: Watch;
  /** Whether the database answers and takes writes; known within a few seconds. */
  takesWrites(): Promise<boolean>;
  /** Ends the queue's timers and all connections; jobs still running must be drained before. */
  close(): Promise<void>;
}

export interface WorkshopOptions {
  databaseUrl: string;
  log: Log;
  /** shown in pg_stat_activity */
  name?: string;
  /** null or absent: bytes lie in the database */
  objects?: ObjectStore | null | undefined;
  /** connections beside the one that listens; default 4 */
  connections?: number | undefined;
  /** false: NOTIFY is heard only while few others of the fleet do; for workers, which may be many. Default true */
  listens?: boolean;
  /** ms for which it is begun anew where the database goes away meanwhile; default 0 */
  waitMs?: number;
}

/**
 * Connects, applies the migrations, starts pg-boss and prepares its queues. Each of these may be done twice.
 * Errors: database.unavailable when the server cannot be reached, or goes away meanwhile.
 */
export async function openWorkshop(options: WorkshopOptions): Promise<Workshop> {
  try {
    return await patiently(() => openOnce(options), options.waitMs ?? 0);
  } catch (error) {
    if (error instanceof AtelierError || !isDatabaseAway(error)) throw error;
    throw new AtelierError('database.unavailable', { reason: reasonOf(error) }, error);
  }
}

async function openOnce({
  databaseUrl,
  log,
  name = 'atelier',
  connections,
  listens = true,
  objects = null,
}: WorkshopOptions): Promise<Workshop> {
  const line = { databaseUrl, name };
  await withClient(line, (client) => migrate(withoutLimit(client, line), log));
  const outage = new Outage(log);
  const leaving = new AbortController();
  const pool = openPool({ ...line, most: connections }, outage, leaving.signal);
  const listener = new Listener(line, log, outage);
  const loops = new Loops();
  const boss = createBoss({ line, pool, listener, outage, loops }, log);
  const supervisor = new Supervisor({ pool, boss, loops, outage });
  const counts = new Counts(pool, outage);
  const pulse = new Pulse({ pool, listener, outage });
  const watch = new Watch({ pool, loops, listener, outage, supervisor, alwaysListens: listens });
  const close = async () => {
    leaving.abort();
    await watch.stop();
    pulse.stop();
    await counts.write();
    await boss.stop({ graceful: true, timeout: 1000 });
    await listener.close();
    await pool.end();
  };
  try {
    // a line of its own, since the pool may have only one, which the start needs
    const turns = openPool({ ...line, most: 1 }, outage, leaving.signal);
    await inTurn(turns, () => boss.start()).finally(() => turns.end());
    await prepareQueues(boss);
    await watch.start();
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    pool,
    boss,
    bytes: openBytes(objects),
    listener,
    log,
    outage,
    loops,
    pulse,
    counts,
    watch,
    takesWrites: () => takesWrites(pool),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** A connection of its own, as those of the pool have limits for statements. */
async function withClient<T>(line: LineOptions, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(lineTo(line));
  // what breaks is thrown by the statement that meets it
  client.on('error', () => {});
  try {
    await client.connect().catch((error: unknown) => {
      throw new AtelierError('database.unavailable', { reason: reasonOf(error) }, error);
    });
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The first readable reason: a refused connection to `localhost` is an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
