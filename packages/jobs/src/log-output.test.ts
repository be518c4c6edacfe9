import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openLogFile } from './log-output.ts';

const run = promisify(execFile);

async function someFolder(test: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-log-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const never = (reason: string) => assert.fail(reason);

describe('the log file', () => {
  it('is rotated: four files of 10 MB are the most', async (test) => {
    const folder = await someFolder(test);
    const log = await openLogFile(join(folder, 'atelier.log'), never);
    const line = `${'x'.repeat(1024 * 1024 - 1)}\n`;
    for (let i = 0; i < 55; i++) if (!log.write(line)) await once(log, 'drain');
    await new Promise<void>((done) => log.end(done));
    const names = await readdir(folder);
    assert.deepEqual(
      names.filter((name) => name.startsWith('atelier.log')).sort(),
      ['', '.1', '.2', '.3'].map((end) => `atelier.log${end}`),
    );
  });

  it('goes on where an earlier start ended', async (test) => {
    const file = join(await someFolder(test), 'atelier.log');
    for (const line of ['first\n', 'second\n']) {
      const log = await openLogFile(file, never);
      await new Promise<void>((done) => log.end(line, done));
    }
    assert.equal(await readFile(file, 'utf8'), 'first\nsecond\n');
  });

  it('that cannot be one is refused with its reason and ATELIER_DATA', async (test) => {
    const folder = await someFolder(test);
    await mkdir(join(folder, 'a'));
    await writeFile(join(folder, 'b'), '');
    if (process.platform !== 'win32') await symlink('/dev/full', join(folder, 'c'));
    for (const [name, reason] of [
      ['a', /it is no file/],
      ['b/atelier.log', /a part of its path is a file/],
      ...(process.platform === 'win32' ? [] : [['c', /it is no file/] as const]),
    ] as const) {
      await assert.rejects(openLogFile(join(folder, name), never), (error: Error) => {
        assert.match(error.message, reason);
        assert.match(error.message, /Set ATELIER_DATA/);
        return true;
      });
    }
  });

  it('on a disk that fills up loses lines, says so once, and goes on when there is room', async (test) => {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-log-'));
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', folder]).catch(() => null);
    test.after(async () => {
      if (mounted !== null) await run('umount', ['-l', folder]);
      await rmdir(folder);
    });
    if (mounted === null) return test.skip('a small disk can be mounted by root only');
    const told: string[] = [];
    const log = await openLogFile(join(folder, 'atelier.log'), (reason) => told.push(reason));
    const line = `${'x'.repeat(256 * 1024 - 1)}\n`;
    for (let i = 0; i < 40; i++) if (!log.write(line)) await once(log, 'drain');
    assert.deepEqual(told, ['the disk is full']);
    await truncate(join(folder, 'atelier.log'), 0);
    await sleep(5500);
    for (const word of ['back\n', 'again\n']) {
      log.write(word);
      await sleep(200);
    }
    assert.match(await readFile(join(folder, 'atelier.log'), 'utf8'), /back\nagain\n$/);
    await new Promise<void>((done) => log.end(done));
    assert.equal(told.length, 1);
  });
});

it('a log on a stderr that takes nothing does not end the process', {
  skip: process.platform !== 'linux',
}, async () => {
  const script = `
    import { createLog } from '@atelier/jobs/log.ts';
    createLog('child').fatal('nobody reads this');
    setTimeout(() => process.stdout.write('alive'), 300);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: new URL('.', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', openSync('/dev/full', 'w')],
  });
  let out = '';
  child.stdout?.on('data', (part) => {
    out += part;
  });
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.equal(out, 'alive');
});
