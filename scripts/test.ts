/**
 * `npm test`: every test file. Those of whole programs, which take minutes and mostly wait, come first, and the short ones
 * fill both processors to the end; `node --test` takes files by the alphabet.
 */
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** In this order; what lies in several of them comes with the first. */
const FOLDERS = ['test/whole', 'test', 'apps', 'packages'];

const files = new Set<string>();
for (const folder of FOLDERS) {
  const found = globSync(`${folder}/**/*.test.ts`, { cwd: ROOT, exclude: ['**/node_modules/**'] });
  if (found.length === 0) throw new Error(`Expected tests in ${folder}`);
  for (const file of found.sort()) files.add(`${ROOT}${file}`);
}

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());

/** @types/node does not know all of them yet. */
const options: Parameters<typeof run>[0] & { globalSetupPath: string } = {
  files: [...files],
  cwd: ROOT,
  concurrency: 6,
  timeout: 300_000,
  signal: stopped.signal,
  globalSetupPath: `${ROOT}test/support/server.ts`,
  execArgv: ['--import', `${ROOT}scripts/compile-cache.mjs`],
};
run(options)
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
