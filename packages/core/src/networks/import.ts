import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { AtelierError } from '../errors.ts';
import { writing } from '../models/download.ts';
import { digestOfFile, findPulled, type PulledFile, pulledFile, recordDigest } from '../models/pulled.ts';
import { type Subset, subsetOf } from '../models/subset.ts';
import { bodyStart, type Header, LENGTH_BYTES, parseHeader } from '../models/tensor-header.ts';
import { planOf, tensorsOf } from './plan.ts';
import type { Published } from './registry.ts';

/**
 * Takes a safetensors file at hand: checks that it holds the network, and keeps what the network needs of it.
 * Errors: `file.unreadable`, `model.unsuitable`, `disk.full`, `file.unwritable`.
 */
export async function importNetwork(
  name: string,
  published: Published,
  file: string,
  folder: string,
): Promise<PulledFile> {
  const { header, size } = await readHeader(file, name);
  const subset = subsetFor(header, name, published, file);
  if (subset.spans.at(-1)!.end > size) throw unsuitable(name, file, 'it ends too early');
  // Of its own for each process, since nothing of it is of use to another one.
  const part = `${pulledFile(name, folder)}.${process.pid}.part`;
  await writing(folder, 0, () => mkdir(folder, { recursive: true }));
  try {
    await copy(file, subset, part);
    return await keep(name, folder, part, await digestOfFile(part));
  } finally {
    await rm(part, { force: true });
  }
}

/** The digest is written first: a file without one would be believed whatever happens to it. */
export async function keep(name: string, folder: string, part: string, sha256: string): Promise<PulledFile> {
  await writing(part, 0, async () => {
    await recordDigest(name, folder, sha256);
    await rename(part, pulledFile(name, folder));
  });
  return (await findPulled(name, folder))!;
}

/** What of the file the network needs. Throws `model.unsuitable`. */
export function subsetFor(
  header: Header,
  name: string,
  { architecture, layouts }: Published,
  file: string,
): Subset {
  const shapes = new Map([...header.entries].map(([tensor, { shape }]) => [tensor, shape]));
  try {
    return subsetOf(header, tensorsOf(planOf(shapes, architecture, layouts, file)));
  } catch (error) {
    const reason = error instanceof AtelierError ? String(error.data.reason) : (error as Error).message;
    throw unsuitable(name, file, reason, error);
  }
}

export function unsuitable(name: string, file: string, reason: string, cause?: unknown): AtelierError {
  return new AtelierError('model.unsuitable', { name, file, reason }, cause);
}

async function readHeader(file: string, name: string): Promise<{ header: Header; size: number }> {
  const handle = await open(file).catch((cause) => {
    throw new AtelierError('file.unreadable', { file, reason: cause.code ?? cause.message }, cause);
  });
  try {
    const { size } = await handle.stat();
    const bodyAt = bodyStart(await readBytes(handle, LENGTH_BYTES));
    return { header: parseHeader(await readBytes(handle, Math.min(bodyAt, size))), size };
  } catch (error) {
    throw unsuitable(name, file, `it is no safetensors file (${(error as Error).message})`, error);
  } finally {
    await handle.close();
  }
}

async function readBytes(handle: FileHandle, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

async function copy(from: string, { head, spans, length }: Subset, to: string): Promise<void> {
  await writing(to, length, async () => {
    const handle = await open(to, 'w');
    try {
      await handle.writeFile(head);
      for (const { begin, end } of spans) {
        await handle.writeFile(createReadStream(from, { start: begin, end: end - 1 }));
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
