import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { loadOver, loadSince, snapshot } from './measure.ts';
import { Simulation, type Version } from './simulation.ts';

/** jobs that wait when the workers begin: those during which every connection makes its plans, and those that count */
const FIRST = 500;
const BACKLOG = 2000;
/** s of each measurement; jobs a second of the trickle */
const SECONDS = 20;
const RATE = 10;

/** What a fleet costs; where nothing is said, of the server. */
export interface Scale {
  version: string;
  workers: number;
  /** connections a worker, idle */
  connections: number;
  /** transactions a second and worker, idle */
  idleTransactions: number;
  /** idle */
  cores: number;
  /** jobs a second of a backlog */
  pace: number;
  /** ms of CPU for each of its jobs, of the server and of the workers' process */
  cost: { server: number; workers: number };
  /** of a backlog, and of ten jobs a second beyond what an idle fleet has anyway */
  transactionsPerJob: { backlog: number; trickle: number };
  /** ms from submit to claim at ten jobs a second */
  wait: { median: number; p99: number };
}

/** A fleet of so many workers that is busy, idle, and has a little to do; on a database of its own. */
export async function measureScale(version: Version, workers: number, url: string): Promise<Scale> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const simulation = new Simulation(version, url);
  const submitting = new Simulation(version, url);
  try {
    await Promise.all([simulation.ready(), submitting.ready()]);
    await submitting.tell('submit', 1);
    await simulation.tell('open', workers);
    await submitting.tell('submit', FIRST + BACKLOG - 1);
    await simulation.tell('work');
    const begin = await reached(client, FIRST);
    const before = { ...(await snapshot(client, { settled: false })), workersCpu: simulation.cpu };
    const end = await reached(client, FIRST + BACKLOG);
    const workersCpu = simulation.cpu;
    const busy = await loadSince(client, before);
    const jobs = end.jobs - begin.jobs;
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
    await reached(client, FIRST + BACKLOG + RATE * SECONDS);
    const trickle = await loadSince(client, trickling);
    return {
      version: version.name,
      workers,
      connections: idle.connections / workers,
      idleTransactions: idle.transactions / workers,
      cores: idle.cores,
      pace: (1000 * jobs) / (end.at - begin.at),
      cost: { server: (1000 * busy.cpu) / jobs, workers: (1000 * (workersCpu - before.workersCpu)) / jobs },
      transactionsPerJob: {
        backlog: busy.count / jobs,
        trickle: (trickle.transactions - idle.transactions) / RATE,
      },
      wait: await waitOf(client, RATE * SECONDS),
    };
  } finally {
    await simulation.end();
    await submitting.end();
    await client.end();
  }
}

/** When so many jobs are done, and how many then are. */
async function reached(client: pg.Client, count: number): Promise<{ jobs: number; at: number }> {
  for (const deadline = Date.now() + 400_000; Date.now() < deadline; await sleep(100)) {
    const { rows } = await client.query(
      `select count(*)::int as jobs from atelier.jobs where state = 'done'`,
    );
    if (rows[0].jobs >= count) return { jobs: rows[0].jobs, at: performance.now() };
  }
  throw new Error(`${count} jobs were not done after 400 s`);
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
