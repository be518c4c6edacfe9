import { readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { isAlive, isPostgres, signal } from '@atelier/embedded-postgres/processes.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@atelier/embedded-postgres/start.ts';
import { createLog, type Log } from '@atelier/runtime/log.ts';

/** Log lines of the tests' own server and workshops; `LOG_LEVEL=debug` shows more. */
export const testLog: Log = createLog('test', process.stderr, process.env.LOG_LEVEL ?? 'fatal');

/** bytes that a memory disk must have to take the databases of a whole run */
const ROOM = 2e9;

/**
 * In memory where there is a disk for that: a new database is a thousand files, which a disk makes and removes in a third
 * of a second of the kernel's time, and memory in 20 ms.
 */
const HOME = join(await memoryDisk(), `atelier-test-${userInfo().username}`);
/** Files of the server that this process starts. */
const OURS = join(HOME, String(process.pid));
/** In a server's folder: a test failed, and its database is kept. */
const KEPT = 'kept';

let own: Promise<EmbeddedPostgres> | undefined;

/**
 * Before all files: one Postgres for them all, so that not each of some sixty makes one (two seconds, most of it initdb).
 * Named to `node --test` as its global setup. Another server than the embedded one stays as it is given, as of another
 * version: of a user who may make databases there.
 */
export async function globalSetup(): Promise<void> {
  if (process.env.ATELIER_TEST_DATABASE_URL !== undefined) return;
  process.env.ATELIER_TEST_DATABASE_URL = await startServer();
  process.env.ATELIER_TEST_DATABASE_FILES = OURS;
}

export async function globalTeardown(): Promise<void> {
  await stopServer();
}

/** Starts it once for this process. */
export async function startServer(): Promise<string> {
  // nothing in it has to outlive the machine
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '400', max_wal_size: '256MB' };
  own ??= sweep().then(() => startEmbeddedPostgres(OURS, testLog, settings));
  return (await own).url;
}

/** It is one of ours, not one that somebody has given. */
export function isEmbedded(): boolean {
  return own !== undefined || process.env.ATELIER_TEST_DATABASE_FILES !== undefined;
}

/** Its files stay when a test failed, until the next day. */
export async function stopServer(): Promise<void> {
  if (own === undefined) return;
  await (await own).stop();
  if (!(await readdir(OURS)).includes(KEPT)) await rm(OURS, { recursive: true, force: true });
}

/** The server's files stay; says where. */
export async function keep(): Promise<string> {
  const folder = process.env.ATELIER_TEST_DATABASE_FILES ?? OURS;
  // one that was given has no such folder
  await writeFile(join(folder, KEPT), '').catch(() => {});
  return folder;
}

async function memoryDisk(): Promise<string> {
  const disk = '/dev/shm';
  const room = await statfs(disk).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return room >= ROOM ? disk : tmpdir();
}

/** Stops servers whose test process was killed, and removes directories of yesterday. */
async function sweep(): Promise<void> {
  for (const name of await readdir(HOME).catch(() => [])) {
    const directory = join(HOME, name);
    if (isAlive(Number(name))) continue;
    const pidFile = join(directory, 'postgres', 'data', 'postmaster.pid');
    const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
    if (pid > 0 && (await isPostgres(pid))) signal(pid, 'SIGQUIT');
    const { mtimeMs } = await stat(directory).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 86_400_000) await rm(directory, { recursive: true, force: true });
  }
}
