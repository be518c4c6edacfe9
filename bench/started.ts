/**
 * `npm run bench -- start REF`: `npm start` of another commit and of this tree, by turns, each with a data directory of its
 * own: time and CPU time of all processes until the first picture is there, then their memory and CPU time while nothing
 * happens. With `--install` also `npm ci`: its time and what it takes on the disk. Linux only, since it reads /proc.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { worktreeOf } from './against.ts';
import { ROOT } from './command.ts';

/** s until everything has settled, and that nothing happens for then. */
const SETTLES = 5;
const IDLE = 20;
/** Of /proc, a second; everywhere. */
const TICKS = 100;

/** By what its command line has; the first that fits. */
const PROCESSES = [
  ['painter', 'painter-main.ts'],
  ['bot', 'apps/bot/src/main.ts'],
  ['worker', 'apps/worker/src/main.ts'],
  ['starter', 'apps/cli/'],
] as const;
type Name = (typeof PROCESSES)[number][0];

interface Started {
  /** s until the first picture */
  readonly seconds: number;
  readonly cpu: number;
  /** s of CPU time a second of idling, of all but Postgres */
  readonly idle: number;
  /** MB that are its own, and its share of what others have too */
  readonly memory: ReadonlyMap<Name, number>;
}

export async function benchStart(
  ref: string,
  { rounds, install }: { rounds: number; install: boolean },
): Promise<string[]> {
  const trees = [worktreeOf(ref), ROOT] as const;
  const runs: Started[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) runs[which]!.push(await started(trees[which]!));
  }
  const medians = (of: (run: Started) => number) => runs.map((all) => median(all.map(of)));
  const row = (title: string, [then, now]: number[], unit: string, digits = 2) =>
    `| ${title} | ${then!.toFixed(digits)} ${unit} | ${now!.toFixed(digits)} ${unit} | ${(now! / then!).toFixed(2)} |`;
  const memory = PROCESSES.map(([name]) =>
    row(
      `idle memory, ${name}`,
      medians((run) => run.memory.get(name) ?? 0),
      'MB',
      0,
    ),
  );
  const all = medians((run) => [...run.memory.values()].reduce((a, b) => a + b, 0));
  return [
    `| beside ${ref}, medians of ${rounds} | then | now | ratio |`,
    `|${'---|'.repeat(4)}`,
    row(
      '`npm start` until the first picture',
      medians((run) => run.seconds),
      's',
    ),
    row(
      'CPU time of all processes until then',
      medians((run) => run.cpu),
      's',
    ),
    ...memory,
    row('idle memory, together', all, 'MB', 0),
    row(
      'CPU time a second of idling, without Postgres',
      medians((run) => 1000 * run.idle),
      'ms',
      1,
    ),
    ...(install ? installed(trees.map(installOf) as [Installed, Installed]) : []),
  ];
}

/** Starts, waits for the first picture, looks, and stops. */
async function started(tree: string): Promise<Started> {
  const data = mkdtempSync(join(tmpdir(), 'atelier-start-'));
  // the database server of root runs as another user, who must be able to pass through
  chmodSync(data, 0o711);
  const { scripts } = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'));
  const begin = performance.now();
  const child = spawn('sh', ['-c', `exec ${scripts.start} --port 0`], {
    cwd: tree,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PATH: `${join(tree, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
      NODE_OPTIONS: '',
      ATELIER_DATA: data,
      DATABASE_URL: '',
      DISCORD_TOKEN: '',
    },
  });
  try {
    await saidPicture(child);
    const seconds = (performance.now() - begin) / 1000;
    const cpu = sum(familyOf(child.pid!).map(({ cpu }) => cpu));
    await pause(1000 * SETTLES);
    const busy = () =>
      sum(familyOf(child.pid!).flatMap(({ name, cpu }) => (name === undefined ? [] : [cpu])));
    const before = busy();
    await pause(1000 * IDLE);
    const idle = (busy() - before) / IDLE;
    const memory = new Map<Name, number>();
    for (const { name, megabytes } of familyOf(child.pid!)) {
      if (name !== undefined) memory.set(name, (memory.get(name) ?? 0) + megabytes);
    }
    return { seconds, cpu, idle, memory };
  } finally {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

function saidPicture({ stdout, pid }: ChildProcess): Promise<void> {
  return new Promise((done, failed) => {
    let said = '';
    stdout!.on('data', (text) => {
      said += text;
      if (/^ *Picture: /m.test(said)) done();
      else if (said.includes('could not be painted')) failed(new Error(said));
    });
    stdout!.on('close', () => failed(new Error(`process ${pid} ended: ${said}`)));
  });
}

interface Member {
  readonly name: Name | undefined;
  /** s, with that of children that have ended */
  readonly cpu: number;
  readonly megabytes: number;
}

/** A process and all that it has started. */
function familyOf(pid: number): Member[] {
  try {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    const command = read('cmdline');
    // behind the name, which may have spaces: state is the third
    const fields = read('stat').split(') ').at(-1)!.split(' ');
    const ticks = sum(fields.slice(11, 15).map(Number));
    const kilobytes = Number(/^Pss:\s+(\d+) kB$/m.exec(read('smaps_rollup'))?.[1] ?? 0);
    const [name] = PROCESSES.find(([, part]) => command.includes(part)) ?? [];
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [{ name, cpu: ticks / TICKS, megabytes: (1024 * kilobytes) / 1e6 }, ...children.flatMap(familyOf)];
  } catch {
    return []; // it has ended meanwhile
  }
}

interface Installed {
  readonly seconds: number;
  readonly megabytes: number;
}

/** `npm ci` of what a tree has in git, in a folder of its own, with npm's cache as it is. */
function installOf(tree: string): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-install-'));
  try {
    execFileSync('sh', ['-c', `git -C "${tree}" archive HEAD | tar -x -C "${folder}"`]);
    const begin = performance.now();
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const seconds = (performance.now() - begin) / 1000;
    const [kilobytes] = execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t');
    return { seconds, megabytes: (1024 * Number(kilobytes)) / 1e6 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function installed([then, now]: [Installed, Installed]): string[] {
  const row = (title: string, key: keyof Installed, unit: string) =>
    `| ${title} | ${then[key].toFixed(0)} ${unit} | ${now[key].toFixed(0)} ${unit} | ${(now[key] / then[key]).toFixed(2)} |`;
  return [row('`npm ci`', 'seconds', 's'), row('… on the disk, the project with it', 'megabytes', 'MB')];
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
