import { constants, gunzipSync } from 'node:zlib';

export const IMAGE_TYPES = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** How much of the start is looked through for an SVG's root element, in bytes. */
const SVG_WINDOW = 4096;

/**
 * The type by content: the first bytes, never the file's name or what a server claims.
 * `svg` (also gzipped, .svgz) is told apart only to be refused with its own sentence.
 */
export function sniff(bytes: Uint8Array): ImageType | 'svg' | 'unknown' {
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (ascii(bytes, 0, 6) === 'GIF87a' || ascii(bytes, 0, 6) === 'GIF89a') return 'gif';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (ascii(bytes, 4, 8) === 'ftyp')
    return brands(bytes).some((b) => b === 'avif' || b === 'avis') ? 'avif' : 'unknown';
  return isSvg(bytes) ? 'svg' : 'unknown';
}

/** Major and compatible brands of an ISO media file (HEIC and MP4 begin the same way as AVIF). */
function brands(bytes: Uint8Array): string[] {
  const size = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4)).readUInt32BE(0);
  const end = Math.min(size, bytes.length, 512);
  const found = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(ascii(bytes, at, at + 4));
  return found;
}

function isSvg(bytes: Uint8Array): boolean {
  const text = startOfText(bytes);
  // an HTML page may hold an inline SVG: only what comes before the root element may be skipped
  return /^\uFEFF?\s*(<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE\s+svg[^>[]*(\[[^\]]*\])?\s*>\s*)*<(\w+:)?svg[\s>/]/i.test(
    text,
  );
}

function startOfText(bytes: Uint8Array): string {
  let start = bytes.subarray(0, SVG_WINDOW);
  if (starts(start, [0x1f, 0x8b])) {
    try {
      // an incomplete stream is fine; 4 kB cannot unpack to more than 4 MB
      start = gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      return '';
    }
  }
  const utf16 = starts(start, [0xff, 0xfe]) ? 'utf-16le' : starts(start, [0xfe, 0xff]) ? 'utf-16be' : 'utf-8';
  return new TextDecoder(utf16).decode(start.subarray(0, SVG_WINDOW));
}

function starts(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
