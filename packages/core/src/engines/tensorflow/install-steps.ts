import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '../../errors.ts';
import { npmCommand, pythonIn } from './install-machine.ts';
import { NODE_API_HEADERS, TENSORFLOW, TFJS, UNPACKING, wheels } from './install-release.ts';
import { type Installation, recordFile, TFJS_PACKAGE, trialFile } from './installation.ts';

/** The parts of an installation, each of which is left alone where it is there already. */

export interface Site {
  readonly folder: string;
  readonly gpu: boolean;
  readonly python: string;
  readonly compiler: string;
}

export interface Tried {
  /** TensorFlow's release, as the library itself says */
  readonly version: string;
  readonly device: 'node' | 'node-gpu';
  /** of features, losses and gradient from onnxruntime's, relative */
  readonly off: number;
}

const environmentOf = (folder: string) => join(folder, 'venv');
export const logFile = (folder: string) => join(folder, 'install.log');

/** Says whether it was made now. */
export async function makeEnvironment({ folder, python }: Site): Promise<boolean> {
  const own = environmentOf(folder);
  if (await succeeds(pythonIn(own), ['-c', 'import pip'])) return false;
  await rm(own, { recursive: true, force: true });
  await run(folder, 'making a virtual environment', [python, '-m', 'venv', own]);
  return true;
}

/** One by one, so that those that came stay where a later one does not. Says how many came now. */
export async function fetchWheels({ folder, gpu }: Site, say: (line: string) => void): Promise<number> {
  const python = pythonIn(environmentOf(folder));
  const script =
    'import importlib.metadata as m; [print(f"{d.name}=={d.version}") for d in m.distributions()]';
  const here = (await run(folder, 'looking at the virtual environment', [python, '-c', script])).split(/\s+/);
  const missing = wheels(gpu).filter((wheel) => !here.includes(wheel));
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--retries', '2', '--timeout', '30'];
  for (const wheel of missing) {
    say(`  ${wheel}`);
    const args = [
      'install',
      '--no-deps',
      '--only-binary=:all:',
      '--no-cache-dir',
      '--progress-bar=off',
      wheel,
    ];
    await run(folder, `fetching ${wheel}`, [python, ...pip, ...args]);
  }
  return missing.length;
}

/** tfjs's package without its install step, which would download libtensorflow from elsewhere. */
export async function fetchPackages({ folder }: Site): Promise<boolean> {
  const wanted = { [TFJS_PACKAGE]: TFJS, 'node-api-headers': NODE_API_HEADERS };
  const releaseOf = (name: string) => {
    try {
      return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
    } catch {
      return undefined;
    }
  };
  if (Object.entries(wanted).every(([name, release]) => releaseOf(name) === release)) return false;
  const manifest = { name: 'atelier-tensorflow', private: true, dependencies: wanted };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--workspaces=false'];
  await run(folder, `fetching ${TFJS_PACKAGE}`, [...npmCommand(), 'install', ...quietly, '--prefix', folder]);
  return true;
}

/**
 * Two files of tfjs's, against the headers and libraries of the wheel. Compiled directly and not by node-gyp, which
 * downloads Node's headers from elsewhere, and whose recipe asks for `libtensorflow`, which a wheel has not.
 */
export async function build({ folder, compiler }: Site): Promise<boolean> {
  const tfjs = join(folder, 'node_modules', TFJS_PACKAGE);
  const target = join(tfjs, 'lib', 'napi-v8', 'tfjs_binding.node');
  const python = pythonIn(environmentOf(folder));
  const where = 'import sysconfig; print(sysconfig.get_path("platlib"))';
  const libraries = (await run(folder, 'looking for the wheel', [python, '-c', where])).trim();
  const tensorflow = join(libraries, 'tensorflow');
  const stamp = `${target}.of`;
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === tensorflow) return false;

  const mac = process.platform === 'darwin';
  const nameOf = (library: string) => (mac ? `${library}.2.dylib` : `${library}.so.2`);
  const files = ['libtensorflow_cc', 'libtensorflow_framework'].map((each) => join(tensorflow, nameOf(each)));
  const missing = files.find((file) => !existsSync(file));
  if (missing)
    throw failed(folder, 'building the binding', `the wheel has no ${relative(tensorflow, missing)}`);
  await mkdir(dirname(target), { recursive: true });
  const here = relative(dirname(target), tensorflow);
  await run(folder, 'building the binding', [
    compiler,
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8'],
    ...[
      `-I${join(tensorflow, 'include')}`,
      `-I${join(folder, 'node_modules', 'node-api-headers', 'include')}`,
    ],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(tfjs, 'binding', source)),
    ...files,
    `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/${here}`,
    ...(mac ? ['-undefined', 'dynamic_lookup'] : []),
    ...['-o', `${target}.new`],
  ]);
  await rename(`${target}.new`, target);
  await writeFile(stamp, tensorflow);
  return true;
}

/** In a process of its own, which a library that does not fit the processor ends. */
export async function tryOut({ folder, gpu }: Pick<Site, 'folder' | 'gpu'>): Promise<Tried> {
  const record: Installation = { tensorflow: TENSORFLOW, tfjs: TFJS, gpu };
  await writeFile(trialFile(folder), `${JSON.stringify(record)}\n`);
  try {
    const script = fileURLToPath(new URL('try-installation.ts', import.meta.url));
    const tried: Tried = JSON.parse(await run(folder, 'trying it out', [process.execPath, script]));
    if (!(tried.off < 1e-3))
      throw failed(folder, 'trying it out', `it is off by ${tried.off} from onnxruntime`);
    await rename(trialFile(folder), recordFile(folder));
    return tried;
  } catch (error) {
    await rm(recordFile(folder), { force: true });
    throw error;
  }
}

async function succeeds(command: string, args: string[]): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'ignore' });
  return new Promise((done) =>
    child.once('error', () => done(false)).once('exit', (code) => done(code === 0)),
  );
}

/** What it wrote on stdout; all of it, and what it wrote on stderr, goes to the log. */
async function run(
  folder: string,
  what: string,
  [command, ...args]: readonly [string, ...string[]],
): Promise<string> {
  const log = createWriteStream(logFile(folder), { flags: 'a' });
  log.write(`\n# ${what}\n`);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, all] = ['', ''];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (all += text));
  child.stdout.on('data', (text) => (stdout += text));
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  const ending = await new Promise<string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) done('');
      else done(signal ? `it was ended by ${signal}` : lastLine(all));
    });
  });
  log.end();
  if (ending === '') return stdout;
  throw understood(folder, what, ending, all);
}

const NO_NETWORK =
  /NewConnectionError|name resolution|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|Max retries exceeded|timed out|ProxyError/i;

function understood(folder: string, what: string, reason: string, output: string): AtelierError {
  if (/ENOSPC|No space left/.test(output))
    return new AtelierError('disk.full', { folder, megabytes: UNPACKING });
  if (NO_NETWORK.test(output)) return new AtelierError('tensorflow.unreachable', { what });
  return failed(folder, what, reason);
}

function failed(folder: string, what: string, reason: string): AtelierError {
  return new AtelierError('tensorflow.failed', { what, reason, log: logFile(folder) });
}

/** Where programs say what went wrong. */
function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'it said nothing').trim();
}
