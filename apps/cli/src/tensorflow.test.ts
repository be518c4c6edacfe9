import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type Machine,
  refuseOtherMachines,
  refuseWithoutRoom,
  thisMachine,
} from '@atelier/core/engines/tensorflow/install-machine.ts';

/** What ends an installation before anything is fetched; a whole one takes a network and is tried by hand. */

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'atelier-tensorflow-'));
after(() => rm(folder, { recursive: true }));

/** With these programs alone on the PATH, each a shell script. */
async function run(args: string[], programs: Record<string, string>, env: NodeJS.ProcessEnv = {}) {
  const bin = await mkdtemp(join(folder, 'bin-'));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const { CXX, npm_execpath, ...usual } = process.env;
  const given = { ...usual, PATH: bin, ATELIER_DATA: join(folder, 'data'), ...env };
  return spawnSync(process.execPath, [MAIN, 'tensorflow', ...args], { env: given, encoding: 'utf8' });
}

const PYTHON = 'echo "11 /somewhere/python3"';
const COMPILER = 'exit 0';
const other = process.platform !== 'linux' && 'a machine without wheels is refused before';

test('nothing is installed: status says so with the sizes, uninstall takes nothing away', async () => {
  const { stdout, status } = await run(['status'], {});
  assert.equal(status, 0);
  assert.match(stdout, /^Not installed\. .* keeps \d+ MB, with --gpu \d+ MB\.\n$/);
  assert.match((await run(['uninstall'], {})).stdout, /was not installed/);
});

test('no Python, one that is too old, one without venv: one sentence each', { skip: other }, async () => {
  const old = 'echo "8 /somewhere/python3"';
  const bare = 'echo "12 /somewhere/python3"; exit 1';
  for (const [python, expected] of [
    [undefined, /Python 3\.10 to 3\.13, and of those there is none here\. Install one/],
    [old, /3\.8 is too old or too new/],
    [bare, /3\.12 lacks venv \(Debian: apt-get install python3-venv\)/],
  ] as const) {
    const { stderr, status } = await run(['install'], python ? { python3: python } : {});
    assert.equal(status, 1);
    assert.match(stderr, expected);
    assert.equal(stderr.trim().split('\n').length, 1);
  }
});

test('no compiler: one sentence', { skip: other }, async () => {
  const { stderr, status } = await run(['install'], { python3: PYTHON });
  assert.equal(status, 1);
  assert.match(stderr, /^TensorFlow’s binding needs a C\+\+ compiler, and there is none here\. Install one/);
});

test('sizes are said before anything happens, and a step that fails is named with the log', {
  skip: other,
}, async () => {
  const { stdout, stderr, status } = await run(['install'], { python3: PYTHON, 'c++': COMPILER });
  assert.equal(status, 1);
  assert.match(stdout, /^TensorFlow 2\.\d+\.\d+: fetches \d+ MB, keeps \d+ MB\.\n/);
  assert.match(stderr, /making a virtual environment failed \(.*\)\. All output is in .*install\.log/);
  assert.match((await run(['status'], {})).stdout, /^Not installed/);
});

test('no network: a sentence, and what came before is kept', { skip: other }, async (context) => {
  const python = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; print(sys.executable)'], {
    encoding: 'utf8',
  });
  if (python.status !== 0) return context.skip('no Python with venv here');
  const data = join(folder, 'offline');
  const bin = join(folder, 'real');
  await mkdir(bin);
  await symlink(python.stdout.trim(), join(bin, 'python3'));
  await writeFile(join(bin, 'c++'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  // port 9 of this machine, where nobody listens
  const nowhere = {
    PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_NO_INDEX: '',
  };
  const env = { ...nowhere, ATELIER_DATA: data, PATH: `${bin}:/usr/bin:/bin` };
  const first = await run(['install'], {}, env);
  assert.equal(first.status, 1);
  if (/Python 3\.10/.test(first.stderr)) return context.skip('no Python that the wheel is for');
  assert.match(first.stderr, /^There is no network for fetching tensorflow.* goes on from there\.\n$/);
  assert.match(first.stdout, /1 of 5 .*: done/);
  assert.match((await run(['install'], {}, env)).stdout, /1 of 5 .*: there already/);
});

test('machines that the wheels are not for', () => {
  const machine: Machine = {
    ...thisMachine(),
    platform: 'linux',
    arch: 'x64',
    glibc: true,
    flags: 'sse2 avx avx2',
  };
  const refused = (change: Partial<Machine>, gpu: boolean, expected: RegExp) =>
    assert.throws(() => refuseOtherMachines({ ...machine, ...change }, gpu), {
      code: 'tensorflow.processor',
      message: expected,
    });
  refuseOtherMachines(machine, true);
  refuseOtherMachines({ ...machine, platform: 'darwin', arch: 'arm64', flags: null }, false);
  refused({ platform: 'win32' }, false, /this is win32 on x64/);
  refused({ arch: 'riscv64' }, false, /this is linux on riscv64/);
  refused({ glibc: false }, false, /need glibc/);
  refused({ flags: 'sse2 sse4_2' }, false, /AVX/);
  refused({ arch: 'arm64', flags: null }, true, /--gpu .* Linux on x64 alone/);
});

test('no room: refused with what is needed', async () => {
  const there = join(folder, 'room');
  await refuseWithoutRoom(there, 100, async () => 101);
  await assert.rejects(
    refuseWithoutRoom(there, 100, async () => 99),
    { code: 'disk.full', message: /100 MB are needed/ },
  );
});
