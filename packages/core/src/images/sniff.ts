import { constants, gunzipSync } from 'node:zlib';

export const IMAGE_TYPES = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** Told apart only to be refused, each with a sentence that helps. */
export type RefusedType = 'svg' | 'heic' | 'jpeg-xl' | 'unknown';

/** How much of the start is looked through for an SVG's root element, in bytes. */
const SVG_WINDOW = 4096;

/**
 * The type by content: the first bytes, never the file's name or what a server claims. Linear in what it reads,
 * which is 4 kB at most.
 */
export function sniff(bytes: Uint8Array): ImageType | RefusedType {
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (ascii(bytes, 0, 6) === 'GIF87a' || ascii(bytes, 0, 6) === 'GIF89a') return 'gif';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (ascii(bytes, 4, 8) === 'ftyp') return isoMedia(brands(bytes));
  if (starts(bytes, [0xff, 0x0a]) || ascii(bytes, 0, 12) === '\0\0\0\x0cJXL \r\n\x87\n') return 'jpeg-xl';
  return isSvg(startOfText(bytes)) ? 'svg' : 'unknown';
}

/** HEIF with HEVC in it, as Apple's and Samsung's cameras write: pictures, sequences, layered ones. */
const HEIC = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);

function isoMedia(found: readonly string[]): ImageType | RefusedType {
  if (found.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return found.some((brand) => HEIC.has(brand)) ? 'heic' : 'unknown';
}

/** Major and compatible brands of an ISO media file (HEIC and MP4 begin the same way as AVIF). */
function brands(bytes: Uint8Array): string[] {
  const size = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4)).readUInt32BE(0);
  const end = Math.min(size, bytes.length, 512);
  const found = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(ascii(bytes, at, at + 4));
  return found;
}

/**
 * Whether the root element is `svg`. An HTML page may hold an inline SVG: only what may stand before a root
 * element (declaration, comments, the type of document) is skipped, each by a search for its end.
 */
function isSvg(text: string): boolean {
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; ; ) {
    while (isSpace(text.charCodeAt(at))) at++;
    if (text.startsWith('<?', at)) at = behind(text, '?>', at);
    else if (text.startsWith('<!--', at)) at = behind(text, '-->', at + 4);
    else if (text.startsWith('<!', at)) at = behindDoctype(text, at);
    else return /^<(?:\w+:)?svg[\s>/]/i.test(text.slice(at, at + 64));
  }
}

const isSpace = (code: number) => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** The place behind the next `end`; the end of the text when there is none. */
function behind(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? text.length : found + end.length;
}

/** A document type may hold declarations in brackets, which have `>` of their own. */
function behindDoctype(text: string, from: number): number {
  const end = behind(text, '>', from);
  const bracket = text.indexOf('[', from);
  return bracket < 0 || bracket > end ? end : behind(text, '>', behind(text, ']', bracket));
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
