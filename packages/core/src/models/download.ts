import { constants } from 'node:fs';
import { type FileHandle, open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from '../errors.ts';
import { Interrupted, type RemoteFile, readSpan } from './remote-file.ts';
import { restOf, type Subset } from './subset.ts';

export interface DownloadOptions {
  /** bytes that are there, and bytes of the whole */
  readonly onProgress?: (done: number, total: number) => void;
  /** pauses in ms between attempts in which nothing came; after the last one it is given up */
  readonly pauses?: readonly number[];
}

const PAUSES = [500, 1000, 2000, 4000];

/**
 * Writes `head` and then the spans of the remote file into `file`, going on where an earlier call stopped:
 * what the file holds already must be from the same remote file and for the same subset.
 * Errors: `download.*`, `disk.full`, `file.unwritable`; what has come stays in the file.
 */
export async function download(
  remote: RemoteFile,
  subset: Subset,
  file: string,
  { onProgress, pauses = PAUSES }: DownloadOptions = {},
): Promise<void> {
  const { head, spans, length } = subset;
  // Every byte has its place, so that two who fetch the same at once write the same.
  const handle = await writing(file, length, () => open(file, constants.O_RDWR | constants.O_CREAT));
  try {
    const there = (await handle.stat()).size;
    await assertRoom(file, length - there);
    let done = there < head.length ? 0 : there;
    const append = async (bytes: Uint8Array) => {
      await writing(file, length, () => writeAt(handle, bytes, done));
      done += bytes.byteLength;
      onProgress?.(done, length);
    };
    if (done === 0) await append(head);
    for (let failures = 0; done < length; ) {
      const before = done;
      // Without parts every attempt begins at the beginning.
      if (!remote.ranges) done = head.length;
      try {
        for (const span of restOf(spans, done - head.length)) {
          for await (const chunk of readSpan(remote, span)) await append(chunk);
        }
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        failures = remote.ranges && done > before ? 1 : failures + 1;
        if (failures > pauses.length) {
          const megabytes = (done / 1e6).toFixed(1);
          throw new AtelierError('download.interrupted', { host: remote.host, megabytes }, error);
        }
        await sleep(pauses[failures - 1]);
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Says beforehand what would otherwise come out after minutes. */
async function assertRoom(file: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file));
  if (bavail * bsize < needed) throw diskFull(file, needed);
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    written += (await handle.write(bytes, written, null, position + written)).bytesWritten;
  }
}

/** Runs something that writes `needed` bytes; its failure becomes `disk.full` or `file.unwritable`. */
export async function writing<T>(file: string, needed: number, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(file, needed, cause);
    throw new AtelierError('file.unwritable', { file, reason: code ?? message }, cause);
  }
}

function diskFull(file: string, needed: number, cause?: unknown): AtelierError {
  const data = { folder: dirname(file), megabytes: (needed / 1e6).toFixed(1) };
  return new AtelierError('disk.full', data, cause);
}
