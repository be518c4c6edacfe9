import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { type Home, spawnable } from './directories.ts';

/** Whether a process with this id exists, ours or not. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Its number and, where Linux tells it, when it started, in clock ticks since the machine did: a number is given to another
 * process when the first one has ended.
 */
export async function markOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // a program's name may hold spaces and brackets; the rest begins behind the last of them
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return start ? `${pid} ${start}` : String(pid);
}

/** Whether that very process is there; of a mark without a start, one with that number. */
export async function isStill(mark: string): Promise<boolean> {
  const [number = '', start] = mark.split(' ');
  const pid = Number(number);
  return isAlive(pid) && (start === undefined || mark === (await markOf(pid)));
}

/** A child is asked through its handle, as its id stays taken until we have seen its end. */
export function isRunning(pid: number, child: ChildProcess | null): boolean {
  return child === null ? isAlive(pid) : child.exitCode === null && child.signalCode === null;
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended already
  }
}

/** Linux tells what a process is; elsewhere a live one is taken for the server. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).startsWith('postgres');
}

/**
 * Below the ports that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere): one of those could
 * take a killed server's port before the server is back.
 */
const PORTS = { first: 20_000, last: 32_000 };
/** Ports that are looked at before something else must be wrong. */
const PORT_LOOKS = 100;

export async function freePort(): Promise<number> {
  for (let looks = 0; looks < PORT_LOOKS; looks++) {
    const port = randomInt(PORTS.first, PORTS.last);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${PORTS.first} to ${PORTS.last} is free on 127.0.0.1`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((done) => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

interface Surroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

/**
 * How the server's programs are started on a directory of theirs: they see neither our working directory (which their
 * user may not enter) nor our secrets. Where no path leads their user there, as under root's 0700 home, they are
 * started inside, before they change their user: Linux's /proc/self/cwd then goes there without a path.
 */
export function surroundings(
  { data, account, closed }: Home,
  directory: string,
): { pgdata: string; options: Surroundings } {
  const { PATH, SystemRoot, TEMP, TMPDIR } = process.env;
  const env = { PATH, SystemRoot, TEMP, TMPDIR, LC_ALL: 'C', TZ: 'UTC' };
  return {
    pgdata: closed ? '/proc/self/cwd' : directory,
    options: { cwd: closed ? directory : dirname(data), env, ...(account && spawnable(account)) },
  };
}
