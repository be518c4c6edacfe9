/**
 * `npm run bench -- against REF`: the command line of this tree beside that of another commit, which is kept as a git
 * worktree with packages of its own. Fresh processes, by turns, the order reversed each round; ratios of medians. Then the
 * fast network alone: two processes that stay, a pass each by turns.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, type Run, runAtelier } from './command.ts';

const PHOTOS = ['dogs-at-the-window', 'sunset', 'drum-and-wine'] as const;
const PRESETS = ['starry-night', 'great-wave', 'composition-vii'] as const;
/** Of the network alone, a round: one takes a tenth of a second. */
const PASSES = 20;

type Cost = Pick<Run, 'seconds' | 'cpu' | 'bytes'>;

interface Case {
  readonly title: string;
  readonly quality: 'fast' | 'high';
  readonly size: number;
}

const CASES: readonly Case[] = [
  { title: 'high, 512 pixels', quality: 'high', size: 512 },
  { title: 'high, 1024 pixels', quality: 'high', size: 1024 },
  { title: 'high, 2048 pixels', quality: 'high', size: 2048 },
  { title: 'fast, 512 pixels', quality: 'fast', size: 512 },
  { title: 'fast, 1024 pixels', quality: 'fast', size: 1024 },
];

export interface AgainstOptions {
  readonly rounds: number;
  /** longer sides of the cases that are measured, in pixels */
  readonly sizes: readonly number[];
  readonly qualities: readonly string[];
}

export async function benchAgainst(
  ref: string,
  { rounds, sizes, qualities }: AgainstOptions,
): Promise<string[]> {
  const other = worktreeOf(ref);
  const out = mkdtempSync(join(tmpdir(), 'atelier-against-'));
  const lines = [
    `| whole command, beside ${ref} | time then | now | ratio | CPU time then | now | ratio | peak memory then | now |`,
    `|${'---|'.repeat(9)}`,
  ];
  try {
    for (const one of CASES) {
      if (!sizes.includes(one.size) || !qualities.includes(one.quality)) continue;
      const runs: [then: Run[], now: Run[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        const turn = () => [other, ROOT].map((tree) => () => run(tree, one, round, out));
        const order = round % 2 === 0 ? [0, 1] : [1, 0];
        for (const which of order) runs[which]!.push(await turn()[which]!());
      }
      lines.push(row(one.title, runs));
    }
    for (const size of qualities.includes('fast') ? sizes : []) {
      lines.push(row(`fast, network alone, ${size} × ${size}`, await passes([other, ROOT], size, rounds)));
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return [
    ...lines,
    '',
    `Medians of ${rounds} rounds, ${PHOTOS.length} photos and ${PRESETS.length} presets in turn.`,
    ...(qualities.includes('fast') ? [`Of the network alone: of ${PASSES * rounds} passes.`] : []),
  ];
}

function run(tree: string, { quality, size }: Case, round: number, out: string): Promise<Run> {
  const photo = join(ROOT, `docs/photos/${PHOTOS[round % PHOTOS.length]}.jpg`);
  const preset = PRESETS[round % PRESETS.length]!;
  const given = ['style', photo, '--preset', preset, '--quality', quality, '--size', `${size}`];
  return runAtelier(tree, [...given, '--out', join(out, 'picture.png')]);
}

/** A pass of each tree's network by turns, after one of each that compiles it. */
async function passes(
  trees: readonly [string, string],
  size: number,
  rounds: number,
): Promise<[Cost[], Cost[]]> {
  const costs: [Cost[], Cost[]] = [[], []];
  const each = trees.map((tree) =>
    fork(new URL('./pass.ts', import.meta.url), [tree, `${size}`], { stdio: 'inherit' }),
  );
  try {
    for (const one of each) await pass(one);
    for (let i = 0; i < PASSES * rounds; i++) {
      for (const which of i % 2 === 0 ? [0, 1] : [1, 0]) costs[which]!.push(await pass(each[which]!));
    }
  } finally {
    for (const one of each) one.kill();
  }
  return costs;
}

async function pass(one: ChildProcess): Promise<Cost> {
  const ended = new AbortController();
  const end = () => ended.abort(new Error(`${one.spawnargs.join(' ')} ended`));
  one.once('exit', end);
  one.send('pass');
  const [cost] = (await once(one, 'message', { signal: ended.signal })) as [Cost];
  one.off('exit', end);
  return cost;
}

function row(title: string, costs: readonly [Cost[], Cost[]]): string {
  const [seconds, cpu] = (['seconds', 'cpu'] as const).map((key) => ratioOf(costs, key));
  const memory = costs.map((tree) => `${Math.max(...tree.map(({ bytes }) => bytes / 1e6)).toFixed(0)} MB`);
  return `| ${[title, ...seconds!, ...cpu!, ...memory].join(' | ')} |`;
}

function ratioOf([then, now]: readonly [Cost[], Cost[]], key: 'seconds' | 'cpu'): string[] {
  const [before, after] = [then, now].map((costs) => median(costs.map((cost) => cost[key])));
  const told = (seconds: number) => `${seconds.toFixed(seconds < 1 ? 3 : 2)} s`;
  return [told(before!), told(after!), (after! / before!).toFixed(3)];
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

/** The commit's tree, made once; `git worktree remove` takes it away. */
export function worktreeOf(ref: string): string {
  const git = (...given: string[]) =>
    execFileSync('git', ['-C', ROOT, ...given], { encoding: 'utf8' }).trim();
  const commit = git('rev-parse', '--short=12', `${ref}^{commit}`);
  const tree = join(tmpdir(), `atelier-${commit}`);
  if (!existsSync(tree)) git('worktree', 'add', '--detach', tree, commit);
  if (!existsSync(join(tree, 'node_modules/.bin/node'))) {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: tree,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  return tree;
}
