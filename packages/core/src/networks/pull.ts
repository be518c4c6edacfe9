import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../errors.ts';
import { type DownloadOptions, download, writing } from '../models/download.ts';
import { digestOfFile, findPulled, type PulledFile, recordedDigest } from '../models/pulled.ts';
import { Interrupted, openRemote, type RemoteFile, readSpan } from '../models/remote-file.ts';
import type { Subset } from '../models/subset.ts';
import { bodyStart, LENGTH_BYTES, parseHeader } from '../models/tensor-header.ts';
import { importNetwork, keep, subsetFor, unsuitable } from './import.ts';
import type { Published } from './registry.ts';

export interface PullOptions extends DownloadOptions {
  /** where networks are kept */
  readonly folder: string;
  /** fetch the whole file, for which there is a published digest, instead of the layers that are needed */
  readonly whole?: boolean;
  /** another address of the same file; default: the published one */
  readonly url?: string;
}

export interface Pulled extends PulledFile {
  /**
   * What the digest was compared with: that of the file that was there already, the published one, the one
   * recorded when the same network was fetched before, or nothing: then it is recorded now.
   */
  readonly checked: 'there' | 'published' | 'recorded' | 'first';
}

/** From this share of the file on, its layers are not fetched one by one: the whole can be checked better. */
const NEARLY_WHOLE = 0.75;

/**
 * Fetches a published network. What has come stays beside its place when the connection breaks, and the next
 * call goes on there. Errors: `download.*`, `model.unsuitable`, `disk.full`, `file.unwritable`.
 */
export async function pullNetwork(name: string, published: Published, options: PullOptions): Promise<Pulled> {
  const { folder, url = published.url } = options;
  const there = await intact(name, folder);
  if (there !== undefined) return { ...there, checked: 'there' };
  await writing(folder, 0, () => mkdir(folder, { recursive: true }));
  const remote = await openRemote(name, url);
  const layers = options.whole ? undefined : await layersOf(remote, published);
  const part = await partFile(remote, layers, folder);
  await download(remote, layers ?? wholeOf(remote), part, options);
  const sha256 = await digestOfFile(part);
  const expected = layers === undefined ? published.sha256 : await recordedDigest(name, folder);
  if (expected !== undefined && expected !== sha256) {
    await rm(part);
    throw new AtelierError('download.wrong-digest', { name, host: remote.host, received: sha256, expected });
  }
  if (layers !== undefined) {
    return { ...(await keep(name, folder, part, sha256)), checked: expected ? 'recorded' : 'first' };
  }
  const kept = await importNetwork(name, published, part, folder);
  await rm(part);
  return { ...kept, checked: 'published' };
}

/** The file that is there, if it is as it was when it came. */
async function intact(name: string, folder: string): Promise<PulledFile | undefined> {
  const found = await findPulled(name, folder);
  if (found?.sha256 === undefined) return undefined;
  return (await digestOfFile(found.file)) === found.sha256 ? found : undefined;
}

/** undefined: they are nearly the whole. Errors: `download.no-ranges`, `model.unsuitable`. */
async function layersOf(remote: RemoteFile, published: Published): Promise<Subset | undefined> {
  const { name, host, url, size } = remote;
  if (!remote.ranges) throw new AtelierError('download.no-ranges', { name, host });
  try {
    const bodyAt = bodyStart(await bytesOf(remote, LENGTH_BYTES));
    const header = parseHeader(await bytesOf(remote, Math.min(bodyAt, size ?? bodyAt)));
    const subset = subsetFor(header, name, published, url);
    return size !== undefined && subset.length > NEARLY_WHOLE * size ? undefined : subset;
  } catch (error) {
    if (error instanceof AtelierError) throw error;
    if (error instanceof Interrupted) {
      throw new AtelierError('download.interrupted', { host, megabytes: '0.0' }, error);
    }
    throw unsuitable(name, url, `it is no safetensors file (${(error as Error).message})`, error);
  }
}

async function bytesOf(remote: RemoteFile, length: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSpan(remote, { begin: 0, end: length })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function wholeOf({ size, host, url }: RemoteFile): Subset {
  if (size === undefined)
    throw new AtelierError('download.refused', { host, url, status: 'without a length' });
  return { head: new Uint8Array(), spans: [{ begin: 0, end: size }], length: size };
}

/**
 * Where the bytes gather. Its name stands for the version of the remote file and for what is taken of it, so
 * that a part is only ever continued with the same; parts of other versions are removed.
 */
async function partFile(remote: RemoteFile, layers: Subset | undefined, folder: string): Promise<string> {
  const { name, url, validator, size, ranges } = remote;
  const version = createHash('sha256').update(JSON.stringify([url, validator, size]));
  const key = version
    .update(layers?.head ?? '')
    .digest('hex')
    .slice(0, 16);
  const part = `${name}.safetensors.${key}.part`;
  const resumable = ranges && validator !== undefined;
  const parts = new RegExp(`^${name}\\.safetensors\\.[0-9a-f]{16}\\.part$`);
  for (const file of await readdir(folder)) {
    if (parts.test(file) && !(resumable && file === part)) await rm(join(folder, file), { force: true });
  }
  return join(folder, part);
}
