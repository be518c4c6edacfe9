import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { isStale, keepFresh } from './freshness.ts';

it('a file is fresh while it is kept so, and for a moment after', async (test) => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-fresh-'));
  test.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'one');
  await writeFile(file, 'x');
  const touched = async () => (await stat(file)).mtimeMs;
  const age = (ms: number) => utimes(file, new Date(Date.now() - ms), new Date(Date.now() - ms));
  await age(20_000);
  assert.equal(await isStale(file, 15_000), true);
  assert.equal(await isStale(file, 60_000), false);

  test.mock.timers.enable({ apis: ['setInterval'] });
  const before = await touched();
  const stop = keepFresh(file);
  test.mock.timers.tick(4000);
  while ((await touched()) === before) await new Promise((done) => setImmediate(done));
  assert.equal(await isStale(file, 15_000), false);
  stop();
  await age(20_000);
  test.mock.timers.tick(8000);
  await new Promise((done) => setTimeout(done, 50));
  assert.equal(await isStale(file, 15_000), true, 'nobody keeps it any more');

  await age(-60_000);
  assert.equal(await isStale(file, 15_000), true, 'written before the clock was set back');
  await rm(file);
  assert.equal(await isStale(file, 15_000), false, 'it is not there');
});
