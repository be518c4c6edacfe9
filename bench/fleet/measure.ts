import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** What a server did over a while. */
export interface Load {
  /** transactions a second, of the server's own count: a message of NOTIFY is one for each connection that listens */
  transactions: number;
  /** the same, not by the second */
  count: number;
  /** CPU seconds of all of the server's processes */
  cpu: number;
  /** the same, by the second */
  cores: number;
  /** connections of the fleet at its end */
  connections: number;
}

/** Over so many seconds. The measuring connection counts as no connection, and its transactions are two. */
export async function loadOver(client: pg.Client, seconds: number): Promise<Load> {
  const before = await snapshot(client);
  await sleep(seconds * 1000);
  return loadSince(client, before);
}

export type Snapshot = Awaited<ReturnType<typeof snapshot>>;

export async function loadSince(client: pg.Client, before: Snapshot): Promise<Load> {
  const after = await snapshot(client);
  const seconds = (after.at - before.at) / 1000;
  const count = after.transactions - before.transactions - 2;
  const cpu = after.cpu - before.cpu;
  return {
    transactions: count / seconds,
    count,
    cpu,
    cores: cpu / seconds,
    connections: after.connections,
  };
}

/** settled: waits for what was done just now; it is false where more is done meanwhile anyway */
export async function snapshot(client: pg.Client, { settled = true } = {}) {
  // a session's own figures are flushed a second after they were made
  if (settled) await sleep(1200);
  const { rows } = await client.query<{ transactions: string; connections: number; postmaster: number }>(
    `select (select xact_commit + xact_rollback from pg_stat_database where datname = current_database()) as transactions,
            (select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()) as connections,
            (string_to_array(pg_read_file('postmaster.pid'), E'\\n'))[1]::int as postmaster`,
  );
  const { transactions, connections, postmaster } = rows[0]!;
  return { at: performance.now(), transactions: Number(transactions), connections, cpu: cpuOf(postmaster) };
}

/** CPU seconds of a process and its children, those that have ended included. Linux only; NaN elsewhere. */
export function cpuOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(name);
    // fields after the name: state, parent, … utime, stime, cutime, cstime
    if (Number(name) === pid) ticks += sum(fields.slice(11, 15));
    else if (Number(fields[1]) === pid) ticks += sum(fields.slice(11, 13));
  }
  return ticks / 100;
}

function statOf(pid: string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

const sum = (values: string[]) => values.reduce((total, value) => total + Number(value), 0);
