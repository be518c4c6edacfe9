import { pngChunks } from './png-chunks.ts';

/** Text chunks: zTXt and iTXt are compressed, 1000 to 1, and libpng unpacks every one of them. */
const TEXT = new Set(['tEXt', 'zTXt', 'iTXt']);

/**
 * A PNG without its text chunks. They say nothing about the pixels, and a few megabytes of them can unpack
 * to gigabytes. A file whose chunks do not add up is returned as it is: libpng will say what is wrong.
 */
export function withoutText(bytes: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  let from = 0;
  for (const { name, start, end } of pngChunks(bytes)) {
    if (!TEXT.has(name)) continue;
    if (start > from) kept.push(bytes.subarray(from, start));
    from = Math.min(end, bytes.length);
  }
  return from === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)]);
}
