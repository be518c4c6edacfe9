const SIGNATURE = 8;
/** Text chunks: zTXt and iTXt are compressed, 1000 to 1, and libpng unpacks every one of them. */
const TEXT = new Set(['tEXt', 'zTXt', 'iTXt']);

/**
 * A PNG without its text chunks. They say nothing about the pixels, and a few megabytes of them can unpack
 * to gigabytes. A file whose chunks do not add up is returned as it is: libpng will say what is wrong.
 */
export function withoutText(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kept: Uint8Array[] = [];
  let from = 0;
  for (let at = SIGNATURE; at + 12 <= bytes.length; ) {
    const next = at + 12 + view.getUint32(at); // length, name, data, checksum
    if (TEXT.has(String.fromCharCode(...bytes.subarray(at + 4, at + 8)))) {
      kept.push(bytes.subarray(from, at));
      from = Math.min(next, bytes.length);
    }
    at = next;
  }
  return kept.length === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)]);
}
