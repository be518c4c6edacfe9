import { crc32 } from 'node:zlib';

/** A chunk of a PNG, with its length and checksum. */
export function pngChunk(name: string, data: readonly number[] | Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), Uint8Array.from(data)]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** Bytes of a PNG up to the end of its header. */
export const PNG_HEAD = 33;

/** A PNG with a chunk put behind its header. */
export function withChunk(png: Buffer, name: string, data: readonly number[] | Uint8Array): Buffer {
  return Buffer.concat([png.subarray(0, PNG_HEAD), pngChunk(name, data), png.subarray(PNG_HEAD)]);
}
