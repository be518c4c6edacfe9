import { execFile } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, matchesGlob, relative } from 'node:path';
import { promisify } from 'node:util';

/**
 * A Dockerfile without an engine: the same steps in plain directories, one for each stage, as far as ours need them.
 * What a base image or apt-get brings along (Node, a user, ffmpeg) is the machine's own.
 */

export interface Stage {
  name: string;
  from: string;
  steps: { instruction: string; rest: string }[];
}

export async function stagesOf(file: URL): Promise<Stage[]> {
  const lines = (await readFile(file, 'utf8')).replaceAll(/\\\n/g, ' ').split('\n');
  const stages: Stage[] = [];
  for (const line of lines.filter((one) => !/^\s*(#|$)/.test(one))) {
    const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line.trim())!;
    const [, from, name] = (instruction === 'FROM' && /^(\S+) AS (\S+)$/.exec(rest)) || [];
    if (from !== undefined && name !== undefined) stages.push({ name, from, steps: [] });
    else stages.at(-1)!.steps.push({ instruction, rest });
  }
  return stages;
}

export interface Built {
  /** where the image's root lies */
  root: string;
  workdir: string;
  env: Record<string, string>;
  user: string;
  command: string[];
}

/** `root`: an empty directory of its own for each stage comes into it. `context`: the repository. */
export async function buildStage(
  stages: readonly Stage[],
  name: string,
  { root, context, ignored }: { root: string; context: string; ignored: (path: string) => boolean },
  built = new Map<string, Built>(),
): Promise<Built> {
  const known = built.get(name);
  if (known) return known;
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) return { root: '', workdir: '/', env: {}, user: '0', command: [] };
  const build = (other: string) => buildStage(stages, other, { root, context, ignored }, built);
  const base = await build(stage.from);
  const image: Built = { ...base, env: { ...base.env }, root: join(root, name) };
  await mkdir(image.root, { recursive: true });
  if (base.root !== '') await link(`${base.root}/.`, image.root);
  for (const { instruction, rest } of stage.steps)
    await perform(instruction, rest, image, { build, context, ignored });
  built.set(name, image);
  return image;
}

async function perform(
  instruction: string,
  rest: string,
  image: Built,
  from: { build(name: string): Promise<Built>; context: string; ignored(path: string): boolean },
): Promise<void> {
  const here = (path: string) => join(image.root, path.startsWith('/') ? path : join(image.workdir, path));
  if (instruction === 'WORKDIR') {
    image.workdir = rest;
    await mkdir(here(rest), { recursive: true });
  } else if (instruction === 'ENV') {
    for (const [, key = '', quoted, plain = ''] of rest.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g))
      image.env[key] = quoted ?? plain;
  } else if (instruction === 'USER') image.user = rest;
  else if (instruction === 'CMD') image.command = JSON.parse(rest);
  else if (instruction === 'COPY') {
    const stage = /^--from=(\S+) /.exec(rest)?.[1];
    const paths = rest.replace(/^--from=\S+ /, '').split(/\s+/);
    const target = paths.pop()!;
    for (const path of paths) {
      const source = stage ? join((await from.build(stage)).root, path) : join(from.context, path);
      const into = target.endsWith('/') ? join(here(target), basename(path)) : here(target);
      await mkdir(dirname(into), { recursive: true });
      if (stage) await link(source, into);
      else {
        const filter = (file: string) => !from.ignored(relative(from.context, file));
        await cp(source, into, { recursive: true, verbatimSymlinks: true, filter });
      }
    }
  } else if (instruction === 'RUN' && !rest.includes('apt-get')) {
    const script = rest.replace(/^(--mount=\S+\s+)+/, '').replaceAll(/ \/data\b/g, ` ${here('/data')}`);
    // the account is the image's own
    const command = script.replaceAll(/(&& )?chown \S+ \S+|useradd [^&]+&& /g, '');
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      npm_config_prefer_offline: 'true',
      ...image.env,
    };
    await promisify(execFile)('sh', ['-c', command], { cwd: here(image.workdir), env, maxBuffer: 1 << 24 });
  }
}

/** A copy that shares its files, which are half a gigabyte and written by nobody. */
async function link(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', [process.platform === 'linux' ? '-al' : '-a', from, to]);
}

/** Whether a path of the context is left out, as a .dockerignore says. */
export async function ignoredBy(file: URL): Promise<(path: string) => boolean> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  return (path) => {
    if (path === '') return false;
    let left = false;
    for (const line of lines) {
      const [no, pattern] = line.startsWith('!') ? [true, line.slice(1)] : [false, line];
      // a pattern of Docker's means names with a dot too
      const within =
        pattern === '**' || path === pattern || path.startsWith(`${pattern}/`) || matchesGlob(path, pattern);
      // what leads to something that is let in
      const towards = no && pattern.startsWith(`${path}/`);
      if (within || towards || matchesGlob(path, `${pattern}/**`)) left = !no;
    }
    return left;
  };
}
