import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, cp, lstat, mkdir, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../log.ts';
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
  /** the cluster's own files, owned by `account` */
  data: string;
  /** what only the starter reads: password, lock, owner */
  keys: string;
}

/** Usual place for data of services; used only by root, and only where the wished place is closed to the server. */
const SYSTEM_PLACE = '/var/lib/atelier';
/** Where even that cannot be written, as in a container with a read-only root. */
const LAST_PLACE = join(tmpdir(), 'atelier-root');

/** Chooses user, binaries and directories so that the server can enter all of them, without opening anything. */
export async function settleHome(dataDir: string, log: Log): Promise<Home> {
  await mkdir(dataDir, { recursive: true });
  const wished = join(await realpath(dataDir), 'postgres');
  const binaries = await findBinaries();
  if (process.getuid?.() !== 0) {
    await mkdir(wished, { recursive: true, mode: 0o700 });
    return { account: null, binaries, ...inside(wished) };
  }
  const account = await serverAccount(log);
  const place = await openPlace(wished, account, log);
  return { account, binaries: await openBinaries(binaries, account, log), ...inside(place) };
}

/** The keys are beside the place, not in it: its owner, the server, is not to choose what root reads and writes. */
function inside(place: string): Pick<Home, 'data' | 'keys'> {
  return { data: join(place, 'data'), keys: `${place}-keys` };
}

/** The user `postgres`, made when it is missing; `nobody` where users cannot be made. */
async function serverAccount(log: Log): Promise<Account> {
  const known = await idsOf('postgres');
  if (known !== null) return known;
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
    log.info('made the user postgres, as a Postgres server does not run as root');
  } catch (error) {
    log.warn({ err: error }, 'the user postgres could not be made');
  }
  const made = (await idsOf('postgres')) ?? (await idsOf('nobody'));
  if (made === null)
    throw new Error('Postgres does not run as root, and there is no user postgres to run it as.');
  return made;
}

async function idsOf(user: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => (await run('id', [flag, user])).stdout),
    );
    return { uid: Number(uid), gid: Number(gid) };
  } catch {
    return null;
  }
}

/** The first of the wished and the system's place that the account can enter and write. */
async function openPlace(wished: string, account: Account, log: Log): Promise<string> {
  const name = `postgres-${createHash('sha256').update(wished).digest('hex').slice(0, 12)}`;
  const places = [wished, join(SYSTEM_PLACE, name), join(LAST_PLACE, name)];
  for (const place of places) {
    try {
      await mkdir(place, { recursive: true });
      if (place !== wished) await refuseForeign(dirname(place));
      await chown(place, account.uid, account.gid);
      await run('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', place], { ...account, cwd: '/' });
    } catch {
      // an empty directory left where it cannot be used would only mislead
      await rm(place, { recursive: false }).catch(() => {});
      continue;
    }
    if (place !== wished) {
      log.warn(
        { wished, used: place },
        'the server’s user may not enter the data directory: its files live elsewhere',
      );
    }
    return place;
  }
  throw new Error(`The user with id ${account.uid} can enter none of ${places.join(', ')}.`);
}

/** The installed binaries, or a copy of them where the account may not enter the checkout (as under /root). */
async function openBinaries(binaries: Binaries, account: Account, log: Log): Promise<Binaries> {
  if (await runs(binaries, account)) return binaries;
  for (const base of [SYSTEM_PLACE, LAST_PLACE]) {
    const copy = join(base, `postgres-${binaries.version}`);
    const copied = binaries.movedTo(copy);
    try {
      const half = `${copy}.${process.pid}`;
      await mkdir(base, { recursive: true });
      await refuseForeign(base);
      if (await runs(copied, account)) return copied;
      await cp(binaries.root, half, { recursive: true, dereference: true, preserveTimestamps: true });
      await rm(copy, { recursive: true, force: true });
      await rename(half, copy);
    } catch (error) {
      log.debug({ err: error, copy }, 'the Postgres binaries could not be copied');
      continue;
    }
    if (await runs(copied, account)) {
      log.info(
        { copy },
        'the server’s user may not enter the checkout: using a copy of the Postgres binaries',
      );
      return copied;
    }
  }
  throw new Error(`The user with id ${account.uid} cannot run ${binaries.postgres}.`);
}

/** A directory that somebody else made or may write could hold anything, to be run or trusted by root. */
async function refuseForeign(directory: string): Promise<void> {
  const { uid, mode } = await lstat(directory);
  if (uid !== 0 || (mode & 0o022) !== 0) throw new Error(`${directory} is not root's own`);
}

async function runs(binaries: Binaries, account: Account): Promise<boolean> {
  return run(binaries.postgres, ['--version'], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
