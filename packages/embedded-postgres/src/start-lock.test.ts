import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withStartLock } from './start-lock.ts';

describe('the lock of a start', () => {
  for (const [what, holder] of [
    ['of a number that is a living process’s by now, as 1 is in every container', String(process.pid)],
    ['that was made and not written any more', ''],
  ] as const)
    it(`is broken when nobody keeps it: ${what}`, async (test) => {
      const folder = await mkdtemp(join(tmpdir(), 'atelier-lock-'));
      test.after(() => rm(folder, { recursive: true }));
      const file = join(folder, 'lock');
      await writeFile(file, holder);
      const long = new Date(Date.now() - 60_000);
      await utimes(file, long, long);
      assert.equal(await withStartLock(file, () => Promise.resolve(7)), 7);
      assert.deepEqual(await readdir(folder), []);
    });

  it('lets one in after the other', async (test) => {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-lock-'));
    test.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'lock');
    let inside = 0;
    const use = async () => {
      assert.equal(++inside, 1);
      await new Promise((done) => setTimeout(done, 20));
      inside--;
    };
    await Promise.all([1, 2, 3].map(() => withStartLock(file, use)));
  });
});
