import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asAtelierError } from '@atelier/contract/errors.ts';
import { throwIfCancelled } from '../cancel.ts';
import { encode } from '../images/encode.ts';
import { VERSION } from '../version.ts';
import { type Figure, type Finding, type Verdict, verdictOf } from './figure.ts';
import type { Lab } from './lab.ts';

/** A picture as it goes into the page. */
export interface Encoded {
  /** WebP, base64 */
  readonly webp: string;
  readonly width: number;
  readonly height: number;
}

/** A figure that was computed. */
export interface Done {
  readonly verdict: Verdict;
  readonly finding: Finding<Encoded>;
  /** wall-clock time */
  readonly seconds: number;
}

export type Outcome = { readonly figure: Figure } & (
  | { readonly done: Done; readonly isCached: boolean }
  | { readonly error: string }
);

export interface RunOptions {
  /** where finished figures are kept; null: nowhere */
  readonly cache: string | null;
  /** compute also what is kept already; default false */
  readonly isFresh?: boolean;
  /** fraction: of all figures, in [0, 1]; awaited */
  readonly onProgress?: (progress: { figure: Figure; fraction: number }) => void | Promise<void>;
}

/** One figure after the other; one that fails is told, and the others go on. Throws `job.cancelled`. */
export async function* runFigures(
  lab: Lab,
  figures: readonly Figure[],
  options: RunOptions,
): AsyncGenerator<Outcome> {
  const all = figures.reduce((sum, { cost }) => sum + cost, 0);
  let spent = 0;
  for (const figure of figures) {
    throwIfCancelled(lab.signal);
    const begin = spent;
    let most = 0; // a figure of several parts begins anew with each
    lab.onProgress = async (part) => {
      most = Math.max(most, part);
      await options.onProgress?.({ figure, fraction: (begin + figure.cost * most) / all });
    };
    await lab.onProgress(0);
    yield await outcomeOf(lab, figure, options);
    spent += figure.cost;
    await lab.onProgress(1);
  }
}

async function outcomeOf(lab: Lab, figure: Figure, { cache, isFresh = false }: RunOptions): Promise<Outcome> {
  try {
    const file = cache && join(cache, `${figure.name}-${await keyOf(lab, figure)}.json`);
    const kept = file && !isFresh ? await readKept(file) : undefined;
    if (kept !== undefined) return { figure, done: kept, isCached: true };
    const begin = performance.now();
    const finding = await figure.run(lab);
    const seconds = (performance.now() - begin) / 1000;
    const done = { verdict: verdictOf(finding.checks), finding: await encoded(finding), seconds };
    if (file) await keep(file, done).then(() => forgetOld(figure.name, cache));
    return { figure, done, isCached: false };
  } catch (thrown) {
    const error = asAtelierError(thrown);
    if (error.code === 'job.cancelled') throw error;
    return {
      figure,
      error: error.code === 'internal' ? String((thrown as Error).message ?? thrown) : error.message,
    };
  }
}

/** What a figure's result depends on: with any other of it, it is another file. */
async function keyOf(lab: Lab, figure: Figure): Promise<string> {
  const hash = createHash('sha256');
  const { engine, network, scale, photos, paintings } = lab;
  for (const file of codeOf([...figure.code, ...SHARED])) hash.update(await readFile(file));
  hash.update(
    JSON.stringify([
      VERSION,
      figure.name,
      scale,
      engine.name,
      engine.device,
      network.name,
      network.digest,
      network.pooling,
    ]),
  );
  hash.update(JSON.stringify((await figure.depends?.()) ?? []));
  for (const { name, image } of [...photos, ...paintings]) {
    hash.update(`${name} ${image.width}×${image.height}`).update(new Uint8Array(image.data.buffer));
  }
  return hash.digest('hex').slice(0, 16);
}

/** What most figures are made with: where it changes, results do. Compiled, it changes with the version alone. */
const SHARED = ['lab/{lab,measures}.ts', '{objective,optimisers}/*.ts', 'transfer/{high,studies}/*.ts'];

export function codeOf(patterns: readonly string[]): string[] {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const files = globSync(patterns, { cwd }).filter((file) => !file.endsWith('.test.ts'));
  return files.sort().map((file) => join(cwd, file));
}

/** A file that cannot be read, or is cut off, counts as none. */
async function readKept(file: string): Promise<Done | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Done;
  } catch {
    return undefined;
  }
}

async function keep(file: string, done: Done): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, JSON.stringify(done));
  await rename(part, file);
}

/** Versions of a figure that are kept: several networks and sizes, and not every change of its code. */
const VERSIONS = 12;

async function forgetOld(name: string, cache: string): Promise<void> {
  const pattern = new RegExp(`^${name}-[0-9a-f]{16}\\.json$`);
  const files = (await readdir(cache)).filter((file) => pattern.test(file)).map((file) => join(cache, file));
  const dated = await Promise.all(files.map(async (file) => ({ file, changed: (await stat(file)).mtimeMs })));
  const old = dated.toSorted((a, b) => b.changed - a.changed).slice(VERSIONS);
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}

/** Small, for a page of a hundred and fifty pictures. */
const QUALITY = 80;

async function encoded(finding: Finding): Promise<Finding<Encoded>> {
  const strips = [];
  for (const { label, shown } of finding.strips) {
    const pictures = [];
    for (const { picture, caption } of shown) {
      const bytes = await encode(picture, { format: 'webp', quality: QUALITY, smartSubsample: true });
      const { width, height } = picture;
      pictures.push({ picture: { webp: Buffer.from(bytes).toString('base64'), width, height }, caption });
    }
    strips.push({ label, shown: pictures });
  }
  return { ...finding, strips };
}
