/**
 * `npm run bench:fleet -- [--before DIRECTORY] [--workers 100,1000] [--held 120]`: what a fleet of simulated workers
 * costs one Postgres, beside what is asked of it. `--before`: a checkout of an earlier version after `npm ci`, measured in
 * the same run. `--held`: s for which a transaction is held open elsewhere, `--rate`: jobs a second meanwhile, as many as
 * can be where it is not said. Everything on this machine, on a server of its own, or on `--url`, whose connections have
 * to be enough. `--write`: a page in which the tables are to stand, between `<!-- bench:fleet -->` and its end.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@atelier/embedded-postgres/start.ts';
import { createLog } from '@atelier/runtime/log.ts';
import pg from 'pg';
import { type Last, lastQuarter } from './held.ts';
import { measureScale, type Scale } from './scale.ts';
import { HERE, type Version } from './simulation.ts';
import { rowsOfTargets } from './targets.ts';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    workers: { type: 'string', default: '100,1000' },
    held: { type: 'string', default: '0' },
    rate: { type: 'string', default: '0' },
    url: { type: 'string' },
    write: { type: 'string' },
  },
});

/** More of 0.1.0's workers than this have more connections than a server can take. */
const MOST_OLD = 100;

const directory = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
const server =
  values.url === undefined
    ? await startEmbeddedPostgres(directory, createLog('bench', process.stderr, 'error'), {
        max_connections: '4000',
      })
    : { url: values.url, stop: async () => {} };
let databases = 0;
/** A database of its own for each measurement, the one of the address before it is made anew. */
async function fresh(): Promise<string> {
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  const name = `bench_${++databases}`;
  await admin.query(`drop database if exists ${name}`);
  await admin.query(`create database ${name}`);
  await admin.end();
  return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
}

let text = '';
const say = (line: string) => {
  text += `${line}\n`;
  process.stdout.write(`${line}\n`);
};
const print = (cells: readonly string[]) => say(`| ${cells.join(' | ')} |`);
const head = (...cells: string[]) => {
  say('');
  print(cells);
  print(cells.map(() => '---'));
};

try {
  head(
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
  );
  const measured: Scale[] = [];
  const measure = async (version: Version, workers: number) => {
    const scale = await measureScale(version, workers, await fresh());
    measured.push(scale);
    print([
      scale.version,
      `${scale.workers}`,
      scale.connections.toFixed(2),
      scale.idleTransactions.toFixed(3),
      scale.cores.toFixed(3),
      scale.pace.toFixed(1),
      `${scale.cost.server.toFixed(2)} / ${scale.cost.workers.toFixed(2)}`,
      scale.transactionsPerJob.backlog.toFixed(1),
      scale.transactionsPerJob.trickle.toFixed(1),
      `${scale.wait.median.toFixed(0)} / ${scale.wait.p99.toFixed(0)}`,
    ]);
  };
  const { before } = values;
  for (const count of values.workers.split(',').filter(Boolean).map(Number)) {
    await measure(HERE, count);
    if (before === undefined) continue;
    const old = existsSync(join(before, 'packages/jobs'));
    if (!old || count <= MOST_OLD)
      await measure({ name: old ? '0.1.0' : 'before', root: before, old }, count);
  }
  let held: { free: Last; holding: Last } | null = null;
  const seconds = Number(values.held);
  if (seconds > 0) {
    const rate = Number(values.rate);
    const lane = async (holds: boolean) => lastQuarter(await fresh(), { held: holds, seconds, rate });
    const [free, holding] = [await lane(false), await lane(true)];
    held = { free, holding };
    const told = ({ pace, cost }: Last) =>
      `${pace.toFixed(1)} jobs a second at ${cost.toFixed(2)} ms of Postgres each`;
    say(
      `\n20 workers with a transaction held open for ${seconds} s: ${told(holding)}; 20 before them without: ${told(free)}.`,
    );
  }
  head('asked for', 'measured', 'target', 'met');
  for (const row of rowsOfTargets(measured, held)) print(row);
  if (values.write !== undefined) {
    const before = await readFile(values.write, 'utf8');
    const [begin, end] = ['<!-- bench:fleet -->\n', '<!-- /bench:fleet -->'];
    const [from, to] = [before.indexOf(begin) + begin.length, before.indexOf(end)];
    if (from < begin.length || to < from)
      throw new Error(`Expected ${begin.trim()} and ${end} in ${values.write}`);
    await writeFile(values.write, `${before.slice(0, from)}${text}\n${before.slice(to)}`);
  }
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}
