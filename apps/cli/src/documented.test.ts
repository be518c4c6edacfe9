import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OPTIMISER_OPTIONS } from '@atelier/core/optimisers/options.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import { DREAM } from '@atelier/core/transfer/studies/dream.ts';
import { STUDY_OPTIONS } from '@atelier/core/transfer/studies/study.ts';
import { Command } from 'commander';
import { COMMANDS } from './commands.ts';

/** What docs/features.md and docs/options.md say about features, tests and options is so. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, 'docs', file), 'utf8');

/** Cells of the rows of all tables in a page, and of nothing else. */
function rowsOf(page: string): string[][] {
  const lines = page.split('\n').filter((line) => line.startsWith('| ') && !/^\|[-| ]+\|$/.test(line));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/** Rows of the table of features. */
type Row = [row: string, feature: string, paper: string, commands: string, source: string, tests: string];

const features = rowsOf(read('features.md')).slice(1);

test('every row from R1 to R27 is in the table of features', () => {
  const named = features.flatMap(([row = '']) => {
    const [, from, to = from] = /^R(\d+)(?:–R(\d+))?$/.exec(row) ?? [];
    if (from === undefined) return [];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
  });
  assert.deepEqual(
    named,
    Array.from({ length: 27 }, (_, i) => i + 1),
  );
});

test('the tests that the table names are there, and each feature of the engine has one', () => {
  for (const [row, feature, , , source, tests] of features as Row[]) {
    const paths = [...tests.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, path]) => path!);
    if (row !== 'R22–R24') assert.ok(paths.length > 0, feature);
    assert.ok(source.length > 0, feature);
    for (const path of paths) {
      const from = /^(apps|test)\//.test(path) ? ROOT : join(ROOT, 'packages/core/src');
      assert.ok(globSync(path, { cwd: from }).length > 0, `${feature}: ${path}`);
    }
  }
});

const program = new Command();
for (const { name, define } of COMMANDS) {
  const documentedHere = ['style', 'reconstruct', 'texture', 'dream', 'look'].includes(name);
  if (documentedHere) await define(program.command(name), () => {});
}
const flags = new Set(program.commands.flatMap(({ options }) => options.map(({ long }) => long!)));
const documented = rowsOf(read('options.md')).filter(([option]) => option!.startsWith('`--'));
const optionsOf = (cell: string) => [...cell.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);

test('every flag of style, reconstruct, texture, dream and look is in docs/options.md, and no other', () => {
  const named = new Set(documented.flatMap(([option]) => optionsOf(option!)));
  assert.deepEqual(
    [...flags].filter((flag) => !named.has(flag)),
    [],
  );
  assert.deepEqual(
    [...named].filter((flag) => !flags.has(flag)),
    [],
  );
});

test('the table of features names flags that are there', () => {
  const others = ['--quality', '--dry-run'];
  for (const [, feature, , commands] of features as Row[]) {
    for (const flag of optionsOf(commands)) assert.ok(flags.has(flag) || others.includes(flag), feature);
  }
});

const RANGES: Record<string, { min: number; max: number; default?: number | undefined }> = {
  '--size': { ...OPTIONS.size.high, default: undefined },
  '--strength': OPTIONS.strength,
  '--seed': OPTIONS.seed,
  '--feather': OPTIONS.feather,
  '--style-scale': OPTIONS.styleScale,
  '--style-rotation': OPTIONS.styleRotation,
  '--content-weight': OPTIONS.contentWeight,
  '--style-weight': OPTIONS.styleWeight,
  '--variation': OPTIONS.variation,
  '--learning-rate': OPTIMISER_OPTIONS.rate.adam,
  '--iterations': OPTIONS.iterations,
  '--levels': OPTIONS.levels,
  '--coarsest': OPTIONS.coarsest,
  '--average': OPTIMISER_OPTIONS.average,
  '--plateau': OPTIMISER_OPTIONS.plateau,
  '--keep-every': OPTIONS.traceEvery,
  '--size of a study': { ...STUDY_OPTIONS.size },
  '--strength of a dream': DREAM.strength,
  '--style-weight of a dream': DREAM.styleWeight,
};

test('ranges and defaults in docs/options.md are those of the library', () => {
  const [first, last] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const [option, range, usual] of documented as [string, string, string][]) {
    const flag = optionsOf(option)[0]!;
    if (!first.has(flag)) first.set(flag, [range, usual]);
    last.set(flag, [range, usual]);
  }
  for (const [name, { min, max, default: expected }] of Object.entries(RANGES)) {
    const [flag, where] = name.split(' of ') as [string, string?];
    const [range, usual] = (where === undefined ? first : last).get(flag)!.map(plain) as [string, string];
    assert.ok(range.includes(`${plain(String(min))}–${max}`), `${name}: ${min}–${max} is not in “${range}”`);
    if (expected !== undefined) assert.match(usual, new RegExp(`(^|\\D)${expected}(\\D|$)`), name);
  }
});

/** 10¹² → 1000000000000, 10⁻⁶ → 0.000001, − → - */
function plain(text: string): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const value = (power: string) =>
    10 ** Number(power.replace('⁻', '-').replace(/[⁰-⁹¹²³]/g, (d) => String(digits.indexOf(d))));
  return text.replaceAll('−', '-').replace(/10([⁻⁰¹²³⁴-⁹]+)/g, (_, power) => value(power).toString());
}
