import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AtelierError } from '@atelier/runtime/errors.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { type Binaries, findBinaries } from './binaries.ts';

const run = promisify(execFile);

/** The user that the server runs as; null: the user who started us. */
export interface Account {
  uid: number;
  gid: number;
}

/** Where everything of one embedded server lives. */
export interface Home {
  account: Account | null;
  binaries: Binaries;
  /** no path leads `account` to the data, only being started there: see `processes.ts` */
  closed: boolean;
  /** the cluster's own files, owned by `account` */
  data: string;
  /** what only the starter reads: password, lock, owner */
  keys: string;
}

/**
 * Where versions up to 0.1.0, started by root, put the files of a data directory that the server's user could not
 * enter. What they left there is still used; nothing new is put there.
 */
const FORMER_PLACES = ['/var/lib/atelier', join(tmpdir(), 'atelier-root')];

/**
 * Chooses user, binaries and directories so that the server can enter all of them, without opening anything and
 * without writing outside the data directory. As root the server runs as whoever owns the files, `nobody` at first.
 * Errors: start.directory, database.embedded.
 */
export async function settleHome(dataDir: string, log: Log): Promise<Home> {
  const root = process.getuid?.() === 0;
  await makeDirectory(dataDir, root);
  const wished = join(await realpath(dataDir), 'postgres');
  const place = (await hasCluster(wished)) ? wished : (root && (await formerPlace(wished))) || wished;
  if (place !== wished) log.info({ wished, used: place }, 'the database is where an earlier version put it');
  const binaries = await findBinaries();
  if (!root) {
    await mkdir(place, { recursive: true, mode: 0o700 });
    if (!(await hasCluster(place))) requireAccount();
    return { account: null, binaries, closed: false, ...inside(place) };
  }
  const account = await accountOf(place);
  const closed = await settlePlace(place, account);
  return {
    account,
    binaries: await openBinaries(binaries, account, dirname(place), log),
    closed,
    ...inside(place),
  };
}

/** Root's umask may be stricter than what the server's user needs to pass; what was there already stays as it is. */
async function makeDirectory(directory: string, root: boolean): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (first === undefined || !root) return;
  for (let made = directory; made.length >= first.length; made = dirname(made)) {
    await chmod(made, (await stat(made)).mode | 0o011);
  }
}

/** The keys are beside the place, not in it: its owner, the server, is not to choose what root reads and writes. */
function inside(place: string): Pick<Home, 'data' | 'keys'> {
  return { data: join(place, 'data'), keys: `${place}-keys` };
}

async function hasCluster(place: string): Promise<boolean> {
  return stat(join(place, 'data', 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

async function formerPlace(wished: string): Promise<string | null> {
  const name = `postgres-${createHash('sha256').update(wished).digest('hex').slice(0, 12)}`;
  for (const folder of FORMER_PLACES) {
    const place = join(folder, name);
    if ((await hasCluster(place)) && (await isRootsOwn(folder))) return place;
  }
  return null;
}

/** A directory that somebody else made or may write could hold anything, to be run or trusted by root. */
async function isRootsOwn(directory: string): Promise<boolean> {
  const { uid, mode } = await lstat(directory);
  return uid === 0 && (mode & 0o022) === 0;
}

/** initdb looks its user up in the system's list of accounts; the server itself does not. */
function requireAccount(): void {
  if (process.platform === 'win32') return;
  try {
    userInfo();
  } catch (cause) {
    const reason = `the user id ${process.getuid?.()} has no account on this machine`;
    throw new AtelierError('database.embedded', { reason }, cause);
  }
}

/** The owner of the files that are there (an earlier version made a user `postgres`), else `nobody`. */
async function accountOf(place: string): Promise<Account> {
  if (await hasCluster(place)) {
    const { uid, gid } = await stat(join(place, 'data'));
    if (uid !== 0) return { uid, gid };
    const reason = `root owns ${join(place, 'data')}, and Postgres does not run as root`;
    throw new AtelierError('database.embedded', { reason });
  }
  try {
    const idOf = async (flag: '-u' | '-g') => Number((await run('id', [flag, 'nobody'])).stdout);
    const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
    return { uid, gid };
  } catch (cause) {
    const reason = 'it does not run as root, and there is no user nobody to run it as';
    throw new AtelierError('database.embedded', { reason }, cause);
  }
}

/** Gives the place to the account; true where that gets there only by being started in it, which Linux alone knows. */
async function settlePlace(place: string, account: Account): Promise<boolean> {
  await mkdir(place, { recursive: true });
  await chown(place, account.uid, account.gid);
  const shell = (script: string, cwd: string) =>
    run('/bin/sh', ['-c', script, 'sh', place], { ...spawnable(account), cwd });
  try {
    await shell('cd "$1" && test -w .', '/');
    return false;
  } catch {
    // closed, perhaps
  }
  try {
    await shell('test -w /proc/self/cwd', place);
    return true;
  } catch (cause) {
    // an empty directory left where it cannot be used would only mislead
    await rmdir(place).catch(() => {});
    throw unreachable(dirname(place), account, cause);
  }
}

function unreachable(path: string, { uid }: Account, cause: unknown): AtelierError {
  const reason = `its Postgres, which cannot run as root, runs as user ${uid}, who may not enter it`;
  return new AtelierError('start.directory', { path, reason, variable: 'ATELIER_DATA' }, cause);
}

/** The installed binaries, or a copy beside the data where the account may not enter the checkout (as in /root). */
async function openBinaries(
  binaries: Binaries,
  account: Account,
  folder: string,
  log: Log,
): Promise<Binaries> {
  if (await runs(binaries, account)) return binaries;
  const copy = join(folder, `postgres-${binaries.version}`);
  const copied = binaries.movedTo(copy);
  if (await runs(copied, account)) return copied;
  const half = `${copy}.${process.pid}`;
  try {
    await cp(binaries.root, half, { recursive: true, dereference: true, preserveTimestamps: true });
    await rm(copy, { recursive: true, force: true });
    await rename(half, copy);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  try {
    await version(copied, account);
  } catch (cause) {
    // both the checkout and the data directory are closed
    await rm(copy, { recursive: true, force: true });
    throw unreachable(folder, account, cause);
  }
  log.info({ copy }, 'the server’s user may not enter the checkout: using a copy of the Postgres binaries');
  return copied;
}

async function runs(binaries: Binaries, account: Account): Promise<boolean> {
  return version(binaries, account).then(
    () => true,
    () => false,
  );
}

async function version(binaries: Binaries, account: Account): Promise<void> {
  await run(binaries.postgres, ['--version'], { ...spawnable(account), cwd: '/' });
}

/** macOS' `nobody` is −2: `id` and the file system say it without a sign, spawn takes it with one. */
export function spawnable({ uid, gid }: Account): Account {
  return { uid: uid | 0, gid: gid | 0 };
}
