import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The command as people type it, with whatever Node their machine has. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LAUNCHER = join(ROOT, 'apps/cli/bin/atelier.mjs');

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-launcher-'));
  await writeFile(join(folder, 'here.txt'), 'no picture');
});
after(() => rm(folder, { recursive: true, force: true }));

/** Environment of a person's shell: what npm says of this test's own run is not for another one. */
function shell(path = process.env.PATH): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE/.test(name));
  return { ...Object.fromEntries(own), PATH: path, ATELIER_DATA: folder };
}

/** Another Node on this machine, which cannot run TypeScript; undefined: there is none. */
function olderNode(): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const found = (process.env.PATH ?? '').split(delimiter).map((part) => join(part, name));
  return found.filter(existsSync).find((node) => {
    const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    return Number(version.split('.')[0]) < 24;
  });
}

const older = olderNode();
const NODES: [string, string | undefined][] = [
  ['the pinned one', process.execPath],
  ['an older one', older],
];
for (const [name, node] of NODES) {
  const skip = node === undefined && 'skipped: this machine has no other Node';
  test(`started with ${name}: stdout has what was asked, and files are looked for where the person is`, {
    skip,
  }, () => {
    const run = (...args: string[]) =>
      spawnSync(node!, [LAUNCHER, ...args], { cwd: folder, env: shell(), encoding: 'utf8' });
    const presets = run('presets', '--json');
    assert.deepEqual([presets.status, presets.stderr], [0, '']);
    assert.ok(JSON.parse(presets.stdout).length >= 12);
    const refused = run('style', 'here.txt', '--preset', 'udnie', '--out', 'x.png');
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /^here\.txt: This is not a picture/);
  });
}

test('npm run -s atelier, from another folder: the same', () => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const run = (...args: string[]) =>
    spawnSync(npm, ['run', '-s', '--prefix', ROOT, 'atelier', '--', ...args], {
      cwd: folder,
      env: shell(),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
  assert.ok(JSON.parse(run('presets', '--json').stdout).length >= 12);
  assert.match(
    run('style', 'here.txt', '--preset', 'udnie', '--out', 'x.png').stderr,
    /^here\.txt: This is not a picture/,
  );
});

test('npm ci links the command, and npm install -g the same', () => {
  const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  assert.equal(join(ROOT, bin.atelier), LAUNCHER);
  assert.ok(existsSync(join(ROOT, 'node_modules/.bin/atelier')));
});
