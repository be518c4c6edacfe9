/**
 * `npm run bench:fleet -- [--before DIRECTORY] [--workers 100,1000] [--held 120]`: what a fleet of simulated workers
 * costs one Postgres. `--before`: a checkout of an earlier version after `npm ci`, measured in the same run. `--held`: s for
 * which a transaction is held open elsewhere, `--rate`: jobs a second meanwhile, as many as can be where it is not said. Everything on this machine, on a server of its own.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@atelier/embedded-postgres/start.ts';
import { createLog } from '@atelier/runtime/log.ts';
import pg from 'pg';
import { cpuOf, loadOver, loadSince, snapshot } from './measure.ts';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    workers: { type: 'string', default: '100,1000' },
    held: { type: 'string', default: '0' },
    rate: { type: 'string', default: '0' },
  },
});
const HERE = fileURLToPath(new URL('../..', import.meta.url));
/** jobs that wait when the workers begin */
const BACKLOG = 2000;
/** s of each measurement; jobs a second of the trickle */
const SECONDS = 20;
const RATE = 10;

interface Version {
  name: string;
  root: string;
  old: boolean;
}

/** A process of simulated workers, told one thing after the other. */
class Simulation {
  readonly #child: ChildProcess;

  constructor({ root, old }: Version, databaseUrl: string) {
    const file = fileURLToPath(new URL('./workers.ts', import.meta.url));
    this.#child = fork(file, [root, old ? 'old' : 'new', databaseUrl], {
      execArgv: ['--max-old-space-size=6000'],
    });
  }

  async ready(): Promise<void> {
    const [answer] = (await once(this.#child, 'message')) as [{ error?: string }];
    if (answer.error !== undefined) throw new Error(answer.error);
  }

  async tell(command: string, value = 0): Promise<void> {
    this.#child.send({ command, value });
    await this.ready();
  }

  /** CPU seconds so far */
  get cpu(): number {
    return cpuOf(this.#child.pid!);
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

async function bench(version: Version, workers: number, url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const simulation = new Simulation(version, url);
  const submitting = new Simulation(version, url);
  try {
    await Promise.all([simulation.ready(), submitting.ready()]);
    await submitting.tell('submit', 1);
    await simulation.tell('open', workers);
    await submitting.tell('submit', BACKLOG);
    const beforeWork = await snapshot(client);
    const cpuBefore = simulation.cpu;
    await simulation.tell('work');
    await ended(client, BACKLOG + 1);
    const cpu = simulation.cpu - cpuBefore;
    const busy = await loadSince(client, beforeWork);
    const seconds = (performance.now() - beforeWork.at) / 1000;
    const pace = await paceOf(client);
    // nobody here delivers, and what waits for it would be called for every second
    await client.query(`delete from pgboss.job where name like 'deliver%'`);
    await simulation.tell('tell', 1);
    await sleep(12_000);
    const idle = await loadOver(client, SECONDS);
    const trickling = await snapshot(client);
    for (let i = 0; i < RATE * SECONDS; i++) {
      const next = sleep(1000 / RATE);
      await submitting.tell('submit', 1);
      await next;
    }
    await ended(client, BACKLOG + 1 + RATE * SECONDS);
    const trickle = await loadSince(client, trickling);
    const wait = await waitOf(client, RATE * SECONDS);
    const perJob = (trickle.transactions - idle.transactions) / RATE;
    return [
      version.name,
      `${workers}`,
      (idle.connections / workers).toFixed(2),
      (idle.transactions / workers).toFixed(3),
      idle.cores.toFixed(3),
      pace.toFixed(1),
      [busy.cores * seconds, cpu].map((all) => ((1000 * all) / BACKLOG).toFixed(2)).join(' / '),
      ((busy.transactions * seconds) / BACKLOG).toFixed(1),
      perJob.toFixed(1),
      `${wait.median.toFixed(0)} / ${wait.p99.toFixed(0)}`,
    ];
  } finally {
    await simulation.end();
    await submitting.end();
    await client.end();
  }
}

async function ended(client: pg.Client, count: number): Promise<void> {
  for (const deadline = Date.now() + 300_000; Date.now() < deadline; await sleep(200)) {
    const { rows } = await client.query(`select count(*)::int as n from atelier.jobs where state = 'done'`);
    if (rows[0].n >= count) return;
  }
  throw new Error(`${count} jobs were not done after 300 s`);
}

/** Jobs a second from the first record to the last of the backlog. */
async function paceOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query(
    `select count(*) / extract(epoch from max(ended_at) - min(started_at))::float8 as pace from atelier.jobs`,
  );
  return rows[0].pace;
}

/** ms from submit to claim of the latest so many jobs. */
async function waitOf(client: pg.Client, count: number): Promise<{ median: number; p99: number }> {
  const { rows } = await client.query(
    `select percentile_cont(0.5) within group (order by ms) as median, percentile_cont(0.99) within group (order by ms) as p99
     from (select (extract(epoch from started_at - created_at) * 1000)::float8 as ms
           from atelier.jobs order by created_at desc limit $1) latest`,
    [count],
  );
  return rows[0];
}

/** What 20 workers and who submits to them did in the last quarter of a while. */
interface Last {
  /** jobs a second */
  pace: number;
  /** ms of the server's CPU a job, submit included */
  cost: number;
}

/** As fast as they can, or `rate` jobs a second; with a transaction held open all the time on the same database or not. */
async function lastQuarter(
  url: string,
  { held, seconds, rate }: { held: boolean; seconds: number; rate: number },
): Promise<Last> {
  const client = new pg.Client({ connectionString: url });
  const holder = new pg.Client({ connectionString: url });
  await Promise.all([client.connect(), holder.connect()]);
  const version = { name: '', root: HERE, old: false };
  const [working, submitting] = [new Simulation(version, url), new Simulation(version, url)];
  const done = async () => {
    const sql = `select array_agg(pid) filter (where pid <> pg_backend_pid()) as pids,
                        (select count(*)::int from atelier.jobs where state = 'done') as jobs
                 from pg_stat_activity where datname = current_database()`;
    const { rows } = await client.query<{ pids: number[]; jobs: number }>(sql);
    return {
      at: Date.now(),
      jobs: rows[0]!.jobs,
      cpu: new Map(rows[0]!.pids.map((pid) => [pid, cpuOf(pid)])),
    };
  };
  try {
    await Promise.all([working.ready(), submitting.ready()]);
    await working.tell('open', 20);
    await submitting.tell('submit', 1);
    if (held) await holder.query('begin isolation level repeatable read; select count(*) from atelier.jobs');
    await working.tell('work');
    const stop = Date.now() + seconds * 1000;
    let before: Awaited<ReturnType<typeof done>> | undefined;
    while (Date.now() < stop) {
      if (Date.now() > stop - seconds * 250) before ??= await done();
      const next = sleep(rate === 0 ? 0 : 1000);
      await submitting.tell('submit', rate === 0 ? 100 : rate);
      await next;
    }
    if (before === undefined) throw new Error('Expected more seconds');
    const after = await done();
    const jobs = after.jobs - before.jobs;
    const cpu = [...after.cpu].reduce((all, [pid, used]) => all + used - (before.cpu.get(pid) ?? 0), 0);
    return { pace: (1000 * jobs) / (after.at - before.at), cost: (1000 * cpu) / jobs };
  } finally {
    await Promise.all([working.end(), submitting.end()]);
    await Promise.all([client.end(), holder.end()]);
  }
}

const directory = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
const server = await startEmbeddedPostgres(directory, createLog('bench', process.stderr, 'error'), {
  max_connections: '4000',
});
let databases = 0;
async function fresh(): Promise<string> {
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  const name = `bench_${++databases}`;
  await admin.query(`create database ${name}`);
  await admin.end();
  return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
}

const print = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
try {
  print([
    'version',
    'workers',
    'connections a worker',
    'idle transactions a second and worker',
    'idle cores of Postgres',
    'jobs a second, backlog',
    'ms of CPU a job, Postgres / workers',
    'transactions a job, backlog',
    'transactions a job, one at a time',
    'ms from submit to claim, median / p99',
  ]);
  print(Array.from({ length: 10 }, () => '---'));
  const now = { name: 'now', root: HERE, old: false };
  const { before } = values;
  for (const count of values.workers.split(',').filter(Boolean).map(Number)) {
    print(await bench(now, count, await fresh()));
    if (before === undefined) continue;
    const old = existsSync(join(before, 'packages/jobs'));
    // more workers of 0.1.0 than this have more connections than a server can take
    if (!old || count <= 100)
      print(await bench({ name: old ? '0.1.0' : 'before', root: before, old }, count, await fresh()));
  }
  const held = Number(values.held);
  if (held > 0) {
    const rate = Number(values.rate);
    // at the same time, as an open transaction keeps only the dead rows of its own database
    const both = [false, true].map(async (holds) =>
      lastQuarter(await fresh(), { held: holds, seconds: held, rate }),
    );
    const [free, holding] = (await Promise.all(both)) as [Last, Last];
    const told = ({ pace, cost }: Last) =>
      `${pace.toFixed(1)} jobs a second at ${cost.toFixed(2)} ms of Postgres each`;
    process.stdout.write(
      `\n20 workers with a transaction held open for ${held} s: ${told(holding)}; 20 beside them without: ${told(free)}.\n`,
    );
  }
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}
