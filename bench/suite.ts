/**
 * `npm run bench -- suite REF`: another commit's tests, this tree's, and those of this tree's that the other commit has too,
 * one after the other. The last row says what was won or lost on the same tests; the one before also counts what was added.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { worktreeOf } from './against.ts';
import { ROOT } from './command.ts';

interface Tests {
  readonly seconds: number;
  /** user and system, of all processes */
  readonly cpu: number;
  /** names */
  readonly failed: readonly string[];
  /** the files that each name stands in; names repeat */
  readonly files: ReadonlyMap<string, ReadonlySet<string>>;
  readonly count: number;
}

/** Names in one regular expression; the command line has room for so many. */
const AT_ONCE = 200;

export function benchSuite(ref: string): string[] {
  const out = mkdtempSync(join(tmpdir(), 'atelier-suite-'));
  try {
    const then = runTests(worktreeOf(ref), out);
    const now = runTests(ROOT, out);
    const both = [...then.files.keys()].filter((name) => now.files.has(name));
    const same = runTests(ROOT, out, { names: both, files: filesOf(now, both) });
    const row = (title: string, { count, failed, seconds, cpu }: Tests) =>
      `| ${title} | ${count} | ${failed.length} | ${seconds.toFixed(0)} s | ${cpu.toFixed(0)} s | ${(seconds / then.seconds).toFixed(2)} | ${(cpu / then.cpu).toFixed(2)} |`;
    return [
      '| tests | number | failed | time | CPU time | time, ratio | CPU time, ratio |',
      `|${'---|'.repeat(7)}`,
      row(ref, then),
      row('all of this tree', now),
      row(`those of this tree that ${ref} has too`, same),
      '',
      `${then.files.size - both.length} of ${then.files.size} names are not here any more.`,
      ...[then, now, same].flatMap(({ failed }) => failed.map((name) => `Failed: ${name}`)),
    ];
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** What `scripts/test.ts` asks of node, as flags; the files come in node's order. */
const AS_FLAGS = [
  'node',
  '--import',
  './scripts/compile-cache.mjs',
  '--test',
  '--test-global-setup=./test/support/server.ts',
  '--test-timeout=300000',
  '--test-concurrency=6',
  ...['packages', 'apps', 'test'].map((folder) => `${folder}/**/*.test.ts`),
];

/** As `npm test` runs them, or some of them. */
function runTests(tree: string, out: string, only?: { names: string[]; files: string[] }): Tests {
  const report = join(out, 'tests.xml');
  const { scripts } = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'));
  const own = (scripts.test as string).split(' ').map((word) => word.replaceAll('"', ''));
  const given = own.includes('--test') ? own : AS_FLAGS;
  const files = given.filter((word) => word.endsWith('.test.ts'));
  const flags = given.slice(1).filter((word) => !files.includes(word));
  flags.push(
    '--test-reporter=junit',
    `--test-reporter-destination=${report}`,
    ...patternsOf(only?.names ?? []),
  );
  const [cpu, start] = [cpuOfChildren(), performance.now()];
  spawnSync(join(tree, 'node_modules/.bin/node'), [...flags, ...(only?.files ?? files)], {
    cwd: tree,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CI: 'true' },
  });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, cpu: cpuOfChildren() - cpu, ...read(readFileSync(report, 'utf8')) };
}

/** Seconds, user and system, of all processes that have ended below this one; Linux only. */
function cpuOfChildren(): number {
  if (process.platform !== 'linux') return Number.NaN;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13, 15)
    .map(Number);
  return (user! + system!) / 100;
}

function patternsOf(names: readonly string[]): string[] {
  const patterns: string[] = [];
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const some = names.slice(i, i + AT_ONCE).map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    patterns.push(`--test-name-pattern=/(?:^| )(?:${some.join('|')})$/`);
  }
  return patterns;
}

function filesOf({ files }: Tests, names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => [...files.get(name)!]))];
}

/** What node's JUnit report tells. */
function read(xml: string): Pick<Tests, 'failed' | 'files' | 'count'> {
  const files = new Map<string, Set<string>>();
  const cases = [...xml.matchAll(/<testcase name="([^"]*)"[^>]*? file="([^"]*)"/g)];
  for (const [, name, file] of cases as Iterable<[string, string, string]>) {
    const known = files.get(plain(name)) ?? new Set();
    files.set(plain(name), known.add(plain(file)));
  }
  const failed = [...xml.matchAll(/<testcase name="([^"]*)"[^>]*>\s*<failure/g)].map(([, name]) =>
    plain(name!),
  );
  return { count: cases.length, failed, files };
}

function plain(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (all, code, name) =>
    code ? String.fromCodePoint(Number(code)) : (named[name] ?? all),
  );
}
