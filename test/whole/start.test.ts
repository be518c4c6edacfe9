import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decode } from '@atelier/core/images/decode.ts';

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));

/** `npm start` and `npm run demo` as a newcomer runs them: no token, no database, an empty data directory. */
async function run(t: { after(f: () => Promise<void>): void }, ...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'atelier start '));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { DISCORD_TOKEN, DATABASE_URL, ...env } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { ...env, ATELIER_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return { child, folder, exited, text: () => text };
}

test('demo: exit code 0, the picture’s path and its losses', async (t) => {
  const { exited, folder, text } = await run(t, 'demo');
  assert.equal(await exited, 0, text());
  const [file, summary] = text().trim().split('\n') as [string, string];
  assert.ok(file.startsWith(join(folder, 'out')), text());
  const picture = await decode(await readFile(file));
  assert.equal(Math.max(picture.width, picture.height), 512);
  assert.match(
    summary,
    /starry-night, high, \d+×512, .* s; losses: content .* → .*, style .* → .*, total .* → .*/,
  );
});

test('start: page and sample, then Ctrl-C stops every process', async (t) => {
  const { child, folder, exited, text } = await run(t, 'start', '--port', '0');
  const file = (await textMatching(child, text, /Picture: (.*)/))[1]!;
  await access(file);
  const url = text().match(/http:\/\/127\.0\.0\.1:\d+\//)![0];
  assert.match(await (await fetch(url)).text(), /<html/i);
  assert.match(text(), /Losses: content .* → .*, style .* → .*, total/);

  const before = await processesOf(folder);
  assert.ok(before.length >= 3, 'starter, bot, worker');
  child.kill('SIGINT');
  assert.equal(await exited, 0, text());
  assert.deepEqual(await processesOf(folder), [], 'nothing is left running');
  await assert.rejects(fetch(url));
});

async function textMatching(
  child: ChildProcess,
  text: () => string,
  pattern: RegExp,
): Promise<RegExpMatchArray> {
  for (;;) {
    const found = text().match(pattern);
    if (found) return found;
    assert.equal(child.exitCode, null, `ended early: ${text()}`);
    assert.doesNotMatch(text(), /could not be painted/);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Processes that carry this data directory in their environment or arguments, as `pid command` (Linux). */
async function processesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const [environment, command] = await Promise.all([
        readFile(`/proc/${pid}/environ`, 'utf8'),
        readFile(`/proc/${pid}/cmdline`, 'utf8'),
      ]);
      if (environment.includes(folder) || command.includes(folder))
        found.push(`${pid} ${command.replaceAll('\0', ' ')}`);
    } catch {
      // gone in the meantime, or not ours to see
    }
  }
  return found;
}
