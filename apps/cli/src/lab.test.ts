import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = await mkdtemp(join(tmpdir(), 'atelier-lab-'));
after(() => rm(folder, { recursive: true }));

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function atelier(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, ATELIER_DATA: join(folder, 'data') };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

test('lab: one figure, a page with its pictures; the second time it is kept', async () => {
  const out = join(folder, 'page');
  const first = await atelier('lab', 'activation-maps', '--quick', '--out', out, '--json');
  assert.equal(first.code, 0, first.stderr);
  const [figure] = JSON.parse(first.stdout).figures;
  assert.equal(figure.name, 'activation-maps');
  assert.equal(figure.isCached, false);
  assert.ok(['holds', 'partly', 'fails'].includes(figure.verdict) && figure.checks.length > 0);
  const files = await readdir(out);
  assert.ok(files.includes('index.html') && files.length > 2, files.join());
  assert.match(await readFile(join(out, 'index.html'), 'utf8'), /CC BY 4\.0/);

  const second = await atelier('lab', 'activation-maps', '--quick', '--out', out);
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stdout, /^activation-maps +\S.* kept\n.*index\.html\n$/);
});

test('lab: what is no figure is said with the names of all; the list says what each tests', async () => {
  const wrong = await atelier('lab', 'poling', '--out', join(folder, 'none'));
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /content-layers.*popping.*poling/);
  await assert.rejects(readdir(join(folder, 'none')));
  const { code, stdout } = await atelier('lab', '--list', '--json');
  assert.equal(code, 0);
  for (const { claim, source } of JSON.parse(stdout)) assert.ok(claim && source);
});
