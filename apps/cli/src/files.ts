import { readFile, writeFile } from 'node:fs/promises';
import { AtelierError } from '@atelier/core/errors.ts';

/** A file that the person named. Error: file.unreadable. */
export async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AtelierError('file.unreadable', { file, reason: reasonOf(cause) }, cause);
  }
}

/** Error: file.unwritable. */
export async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (cause) {
    throw new AtelierError('file.unwritable', { file, reason: reasonOf(cause) }, cause);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

/** What a person reads of a failed call of the file system. */
export function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? String((cause as Error).message ?? cause);
}
