import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../../errors.ts';
import { PYTHONS } from './install-release.ts';

/** What the machine has for TensorFlow, looked at before anything is fetched. */

export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** false: Linux with another C library (musl), for which there is no wheel */
  readonly glibc: boolean;
  /** of the processor as Linux names it; null: unknown */
  readonly flags: string | null;
}

export function thisMachine(): Machine {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: report.header.glibcVersionRuntime !== undefined,
    flags: process.platform === 'linux' ? cpuFlags() : null,
  };
}

function cpuFlags(): string | null {
  try {
    return /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

/** Throws `tensorflow.processor`. */
export function refuseOtherMachines({ platform, arch, glibc, flags }: Machine, gpu: boolean): void {
  const refuse = (reason: string) => {
    throw new AtelierError('tensorflow.processor', { reason });
  };
  const wheel = { linux: ['x64', 'arm64'], darwin: ['arm64'] }[platform];
  if (!wheel?.includes(arch)) {
    refuse(
      `its wheels are for Linux on x64 and arm64 and for macOS on arm64, and this is ${platform} on ${arch}`,
    );
  }
  if (platform === 'linux' && !glibc) refuse('its wheels need glibc, and this Linux has another C library');
  if (arch === 'x64' && flags !== null && !/\bavx\b/.test(flags)) refuse('it needs a processor with AVX');
  if (gpu && !(platform === 'linux' && arch === 'x64')) {
    refuse(`with --gpu there are wheels for Linux on x64 alone, and this is ${platform} on ${arch}`);
  }
}

/** The path of a Python that can make a virtual environment for the wheels. Throws `tensorflow.no-python`. */
export function findPython(): string {
  const { least, most } = PYTHONS;
  const names = ['python3', 'python'];
  for (let minor = most; minor >= least; minor--) names.push(`python3.${minor}`);
  const seen: string[] = [];
  for (const name of names) {
    const script = 'import sys; print(sys.version_info[1], sys.executable); import venv, ensurepip';
    const { stdout, status, error } = spawnSync(name, ['-c', script], { encoding: 'utf8' });
    if (error) continue;
    const [, minor, executable] = /^(\d+) (.+)/.exec(stdout) ?? [];
    if (minor === undefined || executable === undefined) continue;
    if (Number(minor) < least || Number(minor) > most) seen.push(`3.${minor} is too old or too new`);
    else if (status !== 0) seen.push(`3.${minor} lacks venv (Debian: apt-get install python3-venv)`);
    else return executable;
  }
  const found = seen.length === 0 ? 'there is none here' : [...new Set(seen)].join(', ');
  throw new AtelierError('tensorflow.no-python', { least: `3.${least}`, most: `3.${most}`, found });
}

/** Throws `tensorflow.no-compiler`. */
export function findCompiler(): string {
  const names = [process.env.CXX, 'c++', 'g++', 'clang++'].filter(
    (name) => name !== undefined && name !== '',
  );
  const found = names.find((name) => spawnSync(name!, ['--version']).status === 0);
  if (found === undefined) throw new AtelierError('tensorflow.no-compiler');
  return found;
}

/** needed: megabytes. Throws `disk.full`. */
export async function refuseWithoutRoom(
  folder: string,
  needed: number,
  freeOf: (folder: string) => Promise<number> = freeMegabytes,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await freeOf(folder)) < needed) throw new AtelierError('disk.full', { folder, megabytes: needed });
}

async function freeMegabytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / 1e6;
}

/** npm as the script runner that started us, else the one on the PATH. */
export function npmCommand(): [command: string, ...args: string[]] {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

export function pythonIn(environment: string): string {
  return join(environment, 'bin', 'python');
}
