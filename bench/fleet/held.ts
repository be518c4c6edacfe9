import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { cpuOf } from './measure.ts';
import { HERE, Simulation } from './simulation.ts';

/** What 20 workers and who submits to them did in the last quarter of a while. */
export interface Last {
  /** jobs a second */
  pace: number;
  /** ms of the server's CPU a job, submit included */
  cost: number;
}

const WORKERS = 20;
/** jobs that are submitted at a time where as many are as can be */
const AT_ONCE = 100;

/** As fast as they can, or `rate` jobs a second; with a transaction held open all the time on the same database or not. */
export async function lastQuarter(
  url: string,
  { held, seconds, rate }: { held: boolean; seconds: number; rate: number },
): Promise<Last> {
  const client = new pg.Client({ connectionString: url });
  const holder = new pg.Client({ connectionString: url });
  await Promise.all([client.connect(), holder.connect()]);
  const [working, submitting] = [new Simulation(HERE, url), new Simulation(HERE, url)];
  try {
    await Promise.all([working.ready(), submitting.ready()]);
    await working.tell('open', WORKERS);
    await submitting.tell('submit', 1);
    if (held) await holder.query('begin isolation level repeatable read; select count(*) from atelier.jobs');
    await working.tell('work');
    const stop = Date.now() + seconds * 1000;
    let before: Done | undefined;
    while (Date.now() < stop) {
      if (Date.now() > stop - seconds * 250) before ??= await doneOf(client);
      const next = sleep(rate === 0 ? 0 : 1000);
      await submitting.tell('submit', rate === 0 ? AT_ONCE : rate);
      await next;
    }
    if (before === undefined) throw new Error('Expected more seconds');
    const after = await doneOf(client);
    const jobs = after.jobs - before.jobs;
    const cpu = [...after.cpu].reduce((all, [pid, used]) => all + used - (before.cpu.get(pid) ?? 0), 0);
    return { pace: (1000 * jobs) / (after.at - before.at), cost: (1000 * cpu) / jobs };
  } finally {
    await Promise.all([working.end(), submitting.end()]);
    await Promise.all([client.end(), holder.end()]);
  }
}

/** Jobs that are done, and the CPU seconds of each of the database's connections. */
type Done = Awaited<ReturnType<typeof doneOf>>;

async function doneOf(client: pg.Client) {
  const { rows } = await client.query<{ pids: number[]; jobs: number }>(
    `select array_agg(pid) filter (where pid <> pg_backend_pid()) as pids,
            (select count(*)::int from atelier.jobs where state = 'done') as jobs
     from pg_stat_activity where datname = current_database()`,
  );
  const { pids, jobs } = rows[0]!;
  return { at: Date.now(), jobs, cpu: new Map(pids.map((pid) => [pid, cpuOf(pid)])) };
}
