import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../errors.ts';
import { type Weights, weightsFrom } from './locate.ts';

/**
 * Networks that were fetched: NAME.safetensors in a folder, and beside it NAME.safetensors.sha256 with the
 * digest that it had when it came, in the form of sha256sum, so that damage or a change is noticed.
 */
export function pulledFile(name: string, folder: string): string {
  return join(folder, `${name}.safetensors`);
}

/** Throws `model.not-pulled`, `model.changed`, `model.damaged`. */
export async function readPulled(name: string, folder: string): Promise<Weights> {
  const file = pulledFile(name, folder);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new AtelierError('model.not-pulled', { name }, cause);
  }
  const expected = await recordedDigest(name, folder);
  const received = createHash('sha256').update(bytes).digest('hex');
  if (expected !== undefined && expected !== received) {
    throw new AtelierError('model.changed', { name, file, received, expected });
  }
  return weightsFrom(file, bytes);
}

export interface PulledFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string | undefined;
}

/** What is there, without reading it; undefined: nothing. */
export async function findPulled(name: string, folder: string): Promise<PulledFile | undefined> {
  const file = pulledFile(name, folder);
  const found = await stat(file).catch(() => undefined);
  return found && { file, bytes: found.size, sha256: await recordedDigest(name, folder) };
}

/** With its digest and with what an interrupted download has left. Returns whether there was one. */
export async function removePulled(name: string, folder: string): Promise<boolean> {
  const prefix = `${name}.safetensors`;
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.startsWith(prefix));
  for (const file of files) await rm(join(folder, file), { force: true });
  return files.includes(prefix);
}

/** undefined: none was recorded. */
export async function recordedDigest(name: string, folder: string): Promise<string | undefined> {
  const text = await readFile(`${pulledFile(name, folder)}.sha256`, 'utf8').catch(() => '');
  return /^[0-9a-f]{64}/.exec(text)?.[0];
}

export async function recordDigest(name: string, folder: string, sha256: string): Promise<void> {
  await writeFile(`${pulledFile(name, folder)}.sha256`, `${sha256}  ${name}.safetensors\n`);
}

export async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
