/**
 * `npm run bench -- against REF`: the command line of this tree beside that of another commit, which is kept as a git
 * worktree with packages of its own. Fresh processes, by turns, the order reversed each round; ratios of medians.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, type Run, runAtelier } from './command.ts';

const PHOTOS = ['dogs-at-the-window', 'sunset', 'drum-and-wine'] as const;
const PRESETS = ['starry-night', 'great-wave', 'composition-vii'] as const;

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
      const [seconds, cpu] = (['seconds', 'cpu'] as const).map((key) => ratioOf(runs, key));
      const memory = runs.map((tree) => `${Math.max(...tree.map(({ bytes }) => bytes / 1e6)).toFixed(0)} MB`);
      lines.push(`| ${[one.title, ...seconds!, ...cpu!, ...memory].join(' | ')} |`);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return [
    ...lines,
    '',
    `Medians of ${rounds} rounds, ${PHOTOS.length} photos and ${PRESETS.length} presets in turn.`,
  ];
}

function run(tree: string, { quality, size }: Case, round: number, out: string): Promise<Run> {
  const photo = join(ROOT, `docs/photos/${PHOTOS[round % PHOTOS.length]}.jpg`);
  const preset = PRESETS[round % PRESETS.length]!;
  const given = ['style', photo, '--preset', preset, '--quality', quality, '--size', `${size}`];
  return runAtelier(tree, [...given, '--out', join(out, 'picture.png')]);
}

function ratioOf([then, now]: readonly [Run[], Run[]], key: 'seconds' | 'cpu'): string[] {
  const [before, after] = [then, now].map((runs) => median(runs.map((run) => run[key])));
  return [`${before!.toFixed(2)} s`, `${after!.toFixed(2)} s`, (after! / before!).toFixed(3)];
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
