import { access, constants, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AtelierError } from '@atelier/core/errors.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { systemReason } from '@atelier/jobs/system-error.ts';

/** A file that the person named. Error: file.unreadable. */
export async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AtelierError('file.unreadable', { file, reason: reasonOf(cause) }, cause);
  }
}

/** The picture in a file; of several files the message says which one. Errors: file.unreadable, image.*. */
export async function readPicture(file: string, options?: { maxSide?: number }): Promise<Image> {
  const bytes = await read(file);
  try {
    return await decode(bytes, options);
  } catch (error) {
    if (error instanceof AtelierError) error.message = `${file}: ${error.message}`;
    throw error;
  }
}

/** Error: file.unwritable. */
export async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** That files can be written is found out before something is painted for them. Error: file.unwritable. */
export async function expectWritable(...files: (string | undefined)[]): Promise<void> {
  for (const file of files) {
    if (file === undefined) continue;
    try {
      const there = await stat(file).catch(() => undefined);
      if (there?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      await access(there ? file : dirname(file), constants.W_OK);
    } catch (cause) {
      throw unwritable(file, cause);
    }
  }
}

/** Plots and sheets are PNG whatever their name. Error: option.invalid. */
export function expectPng(option: string, file: string | undefined): void {
  if (file === undefined || /\.png$/i.test(file)) return;
  throw new AtelierError('option.invalid', { option, expected: 'a file that ends in .png', received: file });
}

export function unwritable(file: string, cause: unknown): AtelierError {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const reason = missing ? 'its folder does not exist' : reasonOf(cause);
  return new AtelierError('file.unwritable', { file, reason }, cause);
}

/** What a person reads of a failed call of the file system. */
export function reasonOf(cause: unknown): string {
  return systemReason(cause) ?? String((cause as Error).message ?? cause);
}
