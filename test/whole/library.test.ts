import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { decode } from '@atelier/core/images/decode.ts';

/**
 * The library as a stranger has it: packed, unpacked into a project of its own, type-checked under `strict`, run. Its
 * dependencies are linked from here, so that nothing is fetched.
 */

const ROOT = resolve(import.meta.dirname, '../..');
const PHOTO = join(ROOT, 'docs/photos/fig.jpg');
const run = promisify(execFile);

let project: string;
let packed: string[];

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'atelier-library-'));
  const shell = process.platform === 'win32';
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', project], {
    cwd: join(ROOT, 'packages/core'),
    shell,
  });
  const archive = stdout.trim().split('\n').at(-1)!;
  await run('tar', ['-xzf', archive], { cwd: project });
  const modules = join(project, 'node_modules');
  await cp(join(project, 'package'), join(modules, '@atelier/core'), { recursive: true });
  packed = await readdir(join(project, 'package'), { recursive: true });
  const { dependencies } = JSON.parse(await readFile(join(project, 'package/package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
  }
  await cp(join(ROOT, 'examples'), project, { recursive: true });
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
});

after(() => rm(project, { recursive: true, force: true }));

/** Runs an example and gives back what it printed. */
async function example(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd: project, env: environment() });
  return stdout;
}

/** Nothing of the project that runs the test. */
function environment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'LOCALAPPDATA'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

async function sizeOf(file: string): Promise<[number, number]> {
  const { width, height } = await decode(await readFile(join(project, file)));
  return [width, height];
}

describe('the packed library', () => {
  it('holds JavaScript, declarations, weights and presets; no sources and no tests', () => {
    const kinds = [/doors\/paint\.js$/, /doors\/paint\.d\.ts$/, /transform\.safetensors$/, /presets\.json$/];
    for (const kind of kinds) assert.ok(packed.some((file) => kind.test(file.replaceAll('\\', '/'))));
    const strange = packed.filter((file) => /\.test\.|testing|(?<!\.d)\.ts$|\.tsbuildinfo$/.test(file));
    assert.deepEqual(strange, []);
  });

  it('names only doors that are there', async () => {
    const { exports } = JSON.parse(await readFile(join(project, 'package/package.json'), 'utf8'));
    const library = Object.entries<Record<string, string>>(exports).filter(
      ([, door]) => typeof door === 'object',
    );
    assert.ok(library.length >= 9);
    const doors: string[] = [];
    for (const [name, { types }] of library) {
      await readFile(join(project, 'package', types!));
      doors.push(`@atelier/core/${name.slice(2)}`);
    }
    const text = `for (const door of ${JSON.stringify(doors)}) console.log(Object.keys(await import(door)).length)`;
    await writeFile(join(project, 'doors.mjs'), text);
    const counts = (await example('doors.mjs')).trim().split('\n').map(Number);
    assert.ok(counts.length === doors.length && counts.every((count) => count > 0), `${counts}`);
  });

  it('type-checks in a strict project, its own declarations included', async () => {
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [compiler, '-p', project]).catch((error) => assert.fail(error.stdout));
  });

  it('paints a file fast and in high quality, with progress', async () => {
    const fast = await example('paint-a-file.ts', PHOTO, 'fast.png', 'great-wave', 'fast', '128');
    assert.match(fast, /100 %, loss [\d.]+\n.*onnx/);
    const high = await example('paint-a-file.ts', PHOTO, 'high.jpg', 'great-wave', 'high', '96');
    assert.match(high, /^\d %.*\n.*100 %/s);
    assert.equal(Math.max(...(await sizeOf('fast.png'))), 128);
    assert.equal(Math.max(...(await sizeOf('high.jpg'))), 96);
  });

  it('refuses with a sentence and a code', async () => {
    const refused = example('paint-a-file.ts', PHOTO, 'no.png', 'no-such-preset').then(
      () => assert.fail('it was painted'),
      (error) => error.stderr,
    );
    assert.match(await refused, /There is no preset “no-such-preset”.*\(preset\.unknown\)/);
  });

  it('stops when it is cancelled', { skip: process.platform === 'win32' && 'no SIGINT there' }, async () => {
    const child = start('paint-a-file.ts', PHOTO, 'late.png', 'great-wave', 'high', '512');
    await firstLine(child);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 1);
    await assert.rejects(readFile(join(project, 'late.png')));
  });

  it('learns a preset of one’s own and paints with it', async () => {
    const learnt = await example('own-preset.ts', PHOTO, 'presets', 'my-fig', PHOTO, 'mine.png', '2');
    assert.match(learnt, /^my-fig: learnt in \d+ s/);
    assert.equal(Math.max(...(await sizeOf('mine.png'))), 640);
  });

  it('serves over HTTP, and answers what is no picture with an error', async () => {
    const child = start('service.ts', '0');
    try {
      const url = await firstLine(child);
      const photo = await readFile(PHOTO);
      const query = '?preset=udnie&size=96';
      const answer = await fetch(`${url}/${query}`, { method: 'POST', body: photo });
      assert.equal(answer.status, 200);
      assert.equal((await decode(new Uint8Array(await answer.arrayBuffer()))).width > 0, true);
      const refused = await fetch(url, { method: 'POST', body: 'no picture' });
      assert.equal(refused.status, 400);
      assert.equal((await refused.json()).code, 'image.unknown-type');
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });
});

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: project,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  return assert.fail('it said nothing');
}
