import { open } from 'node:fs/promises';
import { sniff } from '../images/sniff.ts';

/** What ffmpeg reads a film with. */
export type Demuxer = 'mov' | 'matroska';

/** Bytes from which a film's kind is known. */
const START = 64;

/** MP4 and MOV (ISO media that is no picture), or WebM; null: no film that is known. By the first bytes alone. */
export function filmType(bytes: Uint8Array): Demuxer | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, START));
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
  const box = head.toString('latin1', 4, 8);
  if (['moov', 'mdat', 'wide', 'free', 'skip'].includes(box) && head.length >= 8) return 'mov';
  return box === 'ftyp' && sniff(bytes) === 'unknown' ? 'mov' : null;
}

/** Whether bytes may move, by their first ones; a look into the rest says it. */
export function mayMove(bytes: Uint8Array): boolean {
  return filmType(bytes) !== null || ['gif', 'webp', 'png'].includes(sniff(bytes));
}

/** As much of a file as its kind is known by. Errors: those of the file system. */
export async function startOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START), 0, START, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** By a file's first bytes. One that cannot be read is none: whoever opens it says why. */
export async function isFilm(file: string): Promise<boolean> {
  const start = await startOf(file).catch(() => undefined);
  return start !== undefined && filmType(start) !== null;
}
