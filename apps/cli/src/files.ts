import { randomUUID } from 'node:crypto';
import { access, chmod, constants, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { AtelierError } from '@atelier/core/errors.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { systemReason } from '@atelier/runtime/system-error.ts';

/** What stands for stdin where something is read, and for stdout where something is written. */
export const PIPE = '-';

/** A file that the person named, or what comes on stdin. Error: file.unreadable. */
export async function read(file: string): Promise<Uint8Array> {
  try {
    return file === PIPE ? await buffer(process.stdin) : await readFile(file);
  } catch (cause) {
    throw new AtelierError('file.unreadable', { file, reason: reasonOf(cause) }, cause);
  }
}

/** That a file can be read is found out before networks are. Error: file.unreadable. */
export async function expectReadable(file: string): Promise<void> {
  if (file === PIPE) return;
  await access(file, constants.R_OK).catch((cause: unknown) => {
    throw new AtelierError('file.unreadable', { file, reason: reasonOf(cause) }, cause);
  });
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

/**
 * Writes a file beside its place and puts it there whole: a full disk, a kill or Ctrl-C leaves what was there before.
 * What is no file (a device, a pipe) and a file in a folder where no other can be made are written in place.
 * Error: file.unwritable.
 */
export async function write(file: string, bytes: Uint8Array): Promise<void> {
  if (file === PIPE) {
    await new Promise<void>((done) => process.stdout.write(bytes, () => done()));
    return;
  }
  try {
    const there = await stat(file).catch(() => undefined);
    if (there !== undefined && !there.isFile()) return await writeInPlace(file, bytes);
    // the file behind a link, not the link
    const target = there === undefined ? file : await realpath(file);
    const part = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
    await writeWhole(part, target, bytes, there?.mode).catch((cause: NodeJS.ErrnoException) => {
      const closed = there !== undefined && (cause.code === 'EACCES' || cause.code === 'EPERM');
      if (!closed) throw cause;
      return writeInPlace(target, bytes);
    });
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

async function writeWhole(part: string, target: string, bytes: Uint8Array, mode?: number): Promise<void> {
  try {
    const handle = await open(part, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (mode !== undefined) await chmod(part, mode);
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeInPlace(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
}

/** That files can be written is found out before something is painted for them. Error: file.unwritable. */
export async function expectWritable(...files: (string | undefined)[]): Promise<void> {
  for (const file of files) {
    if (file === undefined || file === PIPE) continue;
    try {
      const there = await stat(file).catch(() => undefined);
      if (there?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      await access(there ? file : dirname(file), constants.W_OK);
    } catch (cause) {
      throw unwritable(file, cause);
    }
  }
}

/**
 * That nothing is written over what is read, nor over another output. `outputs`: by the flag that names them.
 * Error: option.invalid.
 */
export async function expectApart(
  inputs: readonly string[],
  outputs: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const taken = new Map<string, string>();
  for (const input of inputs)
    if (input !== PIPE) taken.set(await identityOf(input), `${input}, which is read`);
  for (const [flag, file] of Object.entries(outputs)) {
    if (file === undefined) continue;
    const identity = await identityOf(file);
    const other = taken.get(identity);
    if (other !== undefined) {
      const expected = 'a file of its own';
      throw new AtelierError('option.invalid', { option: flag, expected, received: other });
    }
    taken.set(identity, `${file}, where ${flag} goes`);
  }
}

/** The same for two names of one file, whether it is there or not. */
async function identityOf(file: string): Promise<string> {
  if (file === PIPE) return PIPE;
  const there = await stat(file, { bigint: true }).catch(() => undefined);
  if (there !== undefined) return `${there.dev} ${there.ino}`;
  const folder = await realpath(dirname(file)).catch(() => dirname(resolve(file)));
  return join(folder, basename(file));
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
