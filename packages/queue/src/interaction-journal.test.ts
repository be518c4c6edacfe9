import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { InteractionJournal } from './interaction-journal.ts';
import type { OpenInteraction } from './store/open-interactions.ts';

const log = createLog('test', process.stderr, 'silent');

const row: OpenInteraction = {
  id: '7',
  applicationId: '1',
  token: 'token',
  userId: '3',
  locale: 'en',
  deferral: 'public',
  jobId: 'job',
  payload: { id: '7' },
};

async function folderFor(test: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-journal-'));
  test.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** As if nobody had kept the files fresh for that long. */
async function age(folder: string, ms: number): Promise<void> {
  const then = new Date(Date.now() - ms);
  for (const name of await readdir(folder)) await utimes(join(folder, name), then, then);
}

const idsIn = async (journal: InteractionJournal) => (await journal.left()).map(({ row: { id } }) => id);

describe('the journal of open interactions', () => {
  it('leaves to others what a process kept that is gone, and not what one keeps', async (test) => {
    const folder = await folderFor(test);
    const [first, second] = [new InteractionJournal(folder, log), new InteractionJournal(folder, log)];
    assert.deepEqual(await second.left(), []);
    first.add(row);
    first.add({ ...row, id: '8' });
    assert.deepEqual(await idsIn(second), [], 'it was kept just now');
    first.remove('8');
    // the same process keeps them both: that its number is alive says nothing
    await age(folder, LIMITS.answerHoldSeconds * 1000 + 1000);
    assert.deepEqual(await idsIn(first), [], 'its own');
    const [left] = await second.left();
    assert.deepEqual(left!.row, row);
    await left!.forget();
    assert.deepEqual(await readdir(folder), []);
  });

  it('leaves at once what a process releases', async (test) => {
    const folder = await folderFor(test);
    const [first, second] = [new InteractionJournal(folder, log), new InteractionJournal(folder, log)];
    first.add(row);
    first.release();
    assert.deepEqual(await idsIn(second), ['7']);
  });

  it('keeps when it arrived, however often it is written', async (test) => {
    const folder = await folderFor(test);
    test.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const at = Date.now();
    const first = new InteractionJournal(folder, log);
    first.add(row);
    test.mock.timers.tick(60_000);
    first.add(row);
    await age(folder, 3_600_000);
    const [left] = await new InteractionJournal(folder, log).left();
    assert.equal(left!.at, at);
  });

  it('forgets whose token is dead, and sets aside what is no entry', async (test) => {
    const folder = await folderFor(test);
    const write = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
    await write('1-a.json', { row, at: Date.now() - LIMITS.tokenLifeMs - 1000 });
    await write('2-a.json', {});
    await write('3-a.json.part', { row, at: Date.now() });
    await writeFile(join(folder, '4-a.json'), '{ "row"');
    // as a version named them that had numbers of processes in it
    await write('4711-7.json', { row, at: Date.now() });
    await age(folder, 60_000);
    assert.deepEqual(await idsIn(new InteractionJournal(folder, log)), ['7']);
    assert.deepEqual((await readdir(folder)).sort(), ['2-a.json.bad', '4-a.json.bad', '4711-7.json']);
  });

  it('shows no file that is not whole: its process may be killed at any moment', async (test) => {
    const folder = await folderFor(test);
    const module = new URL('./interaction-journal.ts', import.meta.url).href;
    const row1 = JSON.stringify({ ...row, payload: { id: 'x'.repeat(2000) } });
    const code = `
      const { InteractionJournal } = await import(${JSON.stringify(module)});
      const journal = new InteractionJournal(${JSON.stringify(folder)}, console);
      for (let i = 0; i < 6000; i++) {
        journal.add({ ...${row1}, id: String(i) });
        if (i > 9) journal.remove(String(i - 10));
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
    const ended = once(child, 'exit');
    let [whole, over] = [0, false];
    ended.then(() => {
      over = true;
    });
    while (!over) {
      for (const name of await readdir(folder)) {
        if (!name.endsWith('.json')) continue;
        const text = await readFile(join(folder, name), 'utf8').catch(() => null);
        if (text === null) continue;
        JSON.parse(text);
        whole++;
      }
    }
    assert.deepEqual(await ended, [0, null]);
    assert.ok(whole > 100, `${whole} were seen`);
  });
});
