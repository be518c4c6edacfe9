import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AtelierError } from '@atelier/runtime/errors.ts';
import type { Home } from './directories.ts';
import { surroundings } from './processes.ts';

export interface Credentials {
  user: string;
  password: string;
}

/** Makes the cluster's files once, in a directory beside that is renamed when complete; false when they exist. */
export async function initialise(home: Home, { user, password }: Credentials): Promise<boolean> {
  const { data, account } = home;
  const exists = await stat(join(data, 'PG_VERSION')).catch(() => null);
  if (exists !== null) return false;
  const half = `${data}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true, mode: 0o700 });
  const passwordFile = `${half}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== null) {
    await chown(half, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    await initdb(home, half, [
      `--username=${user}`,
      `--pwfile=${home.closed ? join('..', basename(passwordFile)) : passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // the same order of text on every machine, whatever locales it has
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ]);
    await rename(half, data);
  } finally {
    await rm(passwordFile, { force: true });
  }
  return true;
}

async function initdb(home: Home, directory: string, args: string[]): Promise<void> {
  const { pgdata, options } = surroundings(home, directory);
  const child = spawn(home.binaries.initdb, [`--pgdata=${pgdata}`, ...args], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => {
    complaint = (complaint + part.toString()).slice(-4000);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return;
  if (/No space left on device|Disk quota exceeded/.test(complaint)) {
    throw new AtelierError('start.directory', {
      path: dirname(home.data),
      reason: 'the disk is full',
      variable: 'ATELIER_DATA',
    });
  }
  const why = /(?:error|FATAL): (.*)/.exec(complaint)?.[1]?.trim() ?? `initdb ended with ${code}`;
  throw new AtelierError('database.embedded', { reason: why }, new Error(complaint));
}
