import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from '@atelier/runtime/errors.ts';
import type { Log } from '@atelier/runtime/log.ts';
import pg from 'pg';
import type { Home } from './directories.ts';
import {
  freePort,
  isAlive,
  isPostgres,
  isRunning,
  isStill,
  markOf,
  signal,
  surroundings,
} from './processes.ts';

export const USER = 'atelier';
export const DATABASE = 'atelier';

/** ms for a server to answer: after a crash it first replays its log */
const START_MS = 60_000;
/** ms for a fast shutdown before the server is told to drop everything */
const STOP_MS = 10_000;
/** times a free port is tried: between finding and using it, somebody else may take it */
const PORT_TRIES = 5;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // a socket's path may hold 107 bytes, and a data directory more
  unix_socket_directories: '',
  max_connections: '100',
  // just-in-time compilation costs more than it saves on queries of a millisecond
  jit: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
} as const;

/** The last complaint that the server wrote before it gave up, as one line. */
function failure({ data, keys }: Home, complaint: string): AtelierError {
  const path = dirname(data);
  if (/No space left on device|Disk quota exceeded/.test(complaint)) {
    return new AtelierError('start.directory', {
      path,
      reason: 'the disk is full',
      variable: 'ATELIER_DATA',
    });
  }
  const why = [...complaint.matchAll(/(?:FATAL|PANIC): (.*)/g)].at(-1)?.[1]?.trim();
  const reason = why ?? `it did not start, and ${join(keys, 'server.log')} may say why`;
  return new AtelierError('database.embedded', { reason }, new Error(complaint));
}

/** Process number and start of the server that a `postmaster.pid` tells of. */
function identity(lock: string): string {
  const [pid, , start] = lock.split('\n');
  return `${pid} ${start}`;
}

/** One server: finding it, starting and stopping it. */
export class Cluster {
  readonly #home: Home;
  readonly #password: string;
  readonly #log: Log;
  #port = 0;
  #pid = 0;
  readonly #settings: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #stopping: Promise<void> | null = null;
  #relaunching: Promise<void> = Promise.resolve();
  owned = false;

  /** settings: beside, or instead of, `SETTINGS` */
  constructor(home: Home, password: string, log: Log, settings: Readonly<Record<string, string>> = {}) {
    this.#settings = { ...SETTINGS, ...settings };
    this.#home = home;
    this.#password = password;
    this.#log = log;
  }

  url(database: string): string {
    return `postgres://${USER}:${this.#password}@127.0.0.1:${this.#port}/${database}`;
  }

  /** The server that runs on these files already, or null; a stale lock file of a dead server is removed. */
  async findRunning(): Promise<{ port: number; owned: boolean } | null> {
    const file = this.#lockFile;
    const deadline = Date.now() + START_MS;
    for (;;) {
      const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
      const pid = Number(lines[0]);
      if (!(pid > 0)) return null;
      this.#port = Number(lines[3]);
      if (this.#port > 0 && (await this.#answers())) {
        this.#pid = pid;
        this.owned = await this.#adopt();
        return { port: this.#port, owned: this.owned };
      }
      // a number that another program got after a restart of the machine would keep the server from starting
      if (!isAlive(pid) || !(await isPostgres(pid))) {
        this.#log.warn({ pid }, 'the embedded Postgres was not stopped in order; it recovers now');
        await rm(file, { force: true });
        return null;
      }
      if (Date.now() > deadline)
        throw new AtelierError('database.embedded', {
          reason: `process ${pid} holds ${this.#home.data} but does not answer`,
        });
      await sleep(100);
    }
  }

  /** Starts the server on a free port and waits until it answers. */
  async launch(): Promise<void> {
    for (let left = PORT_TRIES; ; left--) {
      this.#port = await freePort();
      if (await this.#spawnServer()) break;
      const complaint = (await readFile(this.#logFile, 'utf8').catch(() => '')).slice(-2000);
      if (left <= 1 || !complaint.includes('could not bind')) {
        throw failure(this.#home, complaint);
      }
    }
    this.owned = true;
    await this.#adopt();
    this.#log.info({ port: this.#port, pid: this.#pid }, 'the embedded Postgres runs');
  }

  get #lockFile(): string {
    return join(this.#home.data, 'postmaster.pid');
  }

  get #logFile(): string {
    return join(this.#home.keys, 'server.log');
  }

  async #spawnServer(): Promise<boolean> {
    const settings = Object.entries(this.#settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const output = await open(this.#logFile, 'w', 0o600);
    const { pgdata, options } = surroundings(this.#home, this.#home.data);
    const child = spawn(
      this.#home.binaries.postgres,
      ['-D', pgdata, '-p', String(this.#port), ...settings],
      // a session of its own: Ctrl-C in the terminal must reach the workers first, which still need the database
      { ...options, detached: true, stdio: ['ignore', output.fd, output.fd] },
    );
    await output.close();
    let ended = false;
    child.once('error', () => {
      ended = true;
    });
    child.once('exit', (code, signal) => {
      ended = true;
      if (this.#child === child && this.#stopping === null) {
        this.#log.error({ code, signal, log: this.#logFile }, 'the embedded Postgres ended by itself');
        this.#child = null;
        this.#relaunching = this.#relaunch();
      }
    });
    const deadline = Date.now() + START_MS;
    while (!ended && Date.now() < deadline) {
      if (await this.#answers()) {
        child.unref();
        this.#child = child;
        this.#pid = child.pid ?? 0;
        return true;
      }
      await sleep(50);
    }
    child.kill('SIGQUIT');
    return false;
  }

  /** A server that was killed comes back on the same port, so that everybody's connections heal. */
  async #relaunch(): Promise<void> {
    for (let pause = 500; pause <= 16_000; pause *= 2) {
      await sleep(pause);
      if (this.#stopping !== null) return;
      if (await this.#spawnServer()) {
        this.#log.info({ port: this.#port }, 'the embedded Postgres runs again');
        return;
      }
    }
    this.#log.error({ log: this.#logFile }, 'the embedded Postgres does not start any more');
  }

  /** Writes down who is to stop the server; true when that is us. */
  async #adopt(): Promise<boolean> {
    const file = join(this.#home.keys, 'owner');
    const [owner, own] = [await readFile(file, 'utf8').catch(() => ''), await markOf(process.pid)];
    if (!this.owned && owner !== own && (await isStill(owner))) return false;
    await writeFile(file, own, { mode: 0o600 });
    // the last resort when somebody calls process.exit; a kill is quick enough for an exit handler
    process.once('exit', this.#onExit);
    return true;
  }

  readonly #onExit = (): void => {
    if (this.#stopping === null && this.#pid > 0) signal(this.#pid, 'SIGINT');
  };

  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void> {
    this.#stopping ??= this.owned ? this.#shutDown() : Promise.resolve();
    return this.#stopping;
  }

  async #shutDown(): Promise<void> {
    process.off('exit', this.#onExit);
    await this.#relaunching;
    signal(this.#pid, 'SIGINT');
    const deadline = Date.now() + STOP_MS;
    while (isRunning(this.#pid, this.#child)) {
      if (Date.now() > deadline) {
        signal(this.#pid, 'SIGQUIT');
        break;
      }
      await sleep(25);
    }
    await rm(join(this.#home.keys, 'owner'), { force: true });
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({
      connectionString: this.url('postgres'),
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ lock: string }>(`select pg_read_file('postmaster.pid') as lock`);
      // the port of a lock file may belong to another server by now
      return (
        rows[0] !== undefined && identity(rows[0].lock) === identity(await readFile(this.#lockFile, 'utf8'))
      );
    } catch {
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  }
}
