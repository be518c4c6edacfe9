import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '@atelier/runtime/errors.ts';
import type { Log } from '@atelier/runtime/log.ts';
import pg from 'pg';
import { Cluster, DATABASE, USER } from './cluster.ts';
import { type Home, settleHome } from './directories.ts';
import { initialise } from './initialise.ts';
import { withStartLock } from './start-lock.ts';

export interface EmbeddedPostgres {
  /** connection string with the generated password */
  url: string;
  /** false: another process runs this server, and `stop` leaves it alone */
  owned: boolean;
  stop(): Promise<void>;
}

/**
 * A Postgres server of our own, with its files in `dataDir`/postgres, listening on 127.0.0.1 alone on a free
 * port. As root it runs as `nobody` or as whoever owns the files (the server refuses root).
 * A second start on the same directory shares the running server; a server whose owner was killed is adopted.
 * settings: of the server, beside the usual ones.
 * Errors: start.directory, database.embedded.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  log: Log,
  settings?: Readonly<Record<string, string>>,
): Promise<EmbeddedPostgres> {
  const home = await settleHome(dataDir, log);
  await mkdir(home.keys, { recursive: true, mode: 0o700 });
  return withStartLock(join(home.keys, 'starting.lock'), async () => {
    const password = await passwordOf(home);
    const cluster = new Cluster(home, password, log, settings);
    const running = await cluster.findRunning();
    if (running !== null) {
      log.info(
        { port: running.port, owned: running.owned },
        'the embedded Postgres runs already: sharing it',
      );
    } else {
      if (await initialise(home, { user: USER, password }))
        log.info({ data: home.data }, 'made the embedded database');
      await cluster.launch();
    }
    await createDatabase(cluster.url('postgres'));
    return { url: cluster.url(DATABASE), owned: cluster.owned, stop: () => cluster.stop() };
  });
}

/** The same for who must be alone: a second Atelier would mix its own with what the first one does. Error: start.twice. */
export async function startOwnPostgres(dataDir: string, log: Log): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(dataDir, log);
  if (server.owned) return server;
  throw new AtelierError('start.twice', { directory: dataDir });
}

/** Generated once; beside the data, readable by the starter alone. */
async function passwordOf(home: Home): Promise<string> {
  const file = join(home.keys, 'password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const password = randomBytes(24).toString('base64url');
    // whoever is killed between the two leaves no half of it, which no server would take ever again
    await writeFile(`${file}.part`, `${password}\n`, { mode: 0o600 });
    await rename(`${file}.part`, file);
    return password;
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: 60_000,
  });
  // what breaks is thrown by the statement that meets it
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE} owner ${USER}`);
  } finally {
    await client.end();
  }
}
