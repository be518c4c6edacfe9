/**
 * Every pattern of the product is checked by recheck for backtracking that grows faster than its text: one such
 * pattern over a stranger's text stops a process for as long as the stranger likes.
 */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { transform } from 'esbuild';
import { check } from 'recheck';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Pattern {
  source: string;
  flags: string;
  files: Set<string>;
}

/** The literals of the sources, each once. */
async function patterns(): Promise<Pattern[]> {
  const found = new Map<string, Pattern>();
  const files = globSync('{apps,packages}/*/src/**/*.{ts,tsx}', { cwd: ROOT });
  for (const file of files.filter((name) => !name.endsWith('.test.ts'))) {
    const loader = file.endsWith('x') ? 'tsx' : 'ts';
    const { code } = await transform(await readFile(ROOT + file, 'utf8'), { loader, target: 'esnext' });
    full(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (node) => {
      if (node.type !== 'Literal' || !('regex' in node)) return;
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      const key = `/${pattern}/${flags}`;
      if (!found.has(key)) found.set(key, { source: pattern, flags, files: new Set() });
      found.get(key)!.files.add(file);
    });
  }
  return [...found.values()];
}

/** null, or what is wrong with it. What recheck cannot decide it tries at random: always the same tries. */
async function complaint({ source, flags, files }: Pattern): Promise<string | null> {
  const found = await check(source, flags, { timeout: 120_000, randomSeed: 0 });
  if (found.status === 'safe') return null;
  const why = found.status === 'vulnerable' ? found.complexity.summary : JSON.stringify(found.error);
  return `/${source}/${flags} in ${[...files].join(', ')}: ${why}`;
}

test('no pattern takes more than linear time', async (test) => {
  const all = await patterns();
  assert.ok(all.length > 60, `only ${all.length} patterns were found`);
  const waiting = [...all];
  const complaints: string[] = [];
  const lane = async () => {
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      const wrong = await complaint(one);
      if (wrong) complaints.push(wrong);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
  assert.deepEqual(complaints, []);
  test.diagnostic(`${all.length} patterns`);
});

test('the check itself finds one that does not', async () => {
  const bad = await complaint({ source: '^(a+)+$', flags: '', files: new Set(['nowhere']) });
  assert.match(String(bad), /nowhere: .*exponential/);
  assert.match(String(await complaint({ source: '\\d+$', flags: '', files: new Set() })), /polynomial/);
});
