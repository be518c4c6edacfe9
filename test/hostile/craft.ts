/** Builds files byte by byte: the parts that no honest encoder would write. */
import { crc32, deflateSync } from 'node:zlib';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** length, name, data, checksum over name and data */
export function pngChunk(name: string, data: Uint8Array, checksum?: number): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  return Buffer.concat([u32(data.length), body, u32(checksum ?? crc32(body))]);
}

export interface PngOptions {
  /** 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGB + alpha */
  colour?: 0 | 2 | 3 | 4 | 6;
  depth?: 1 | 8 | 16;
  interlaced?: boolean;
  /** chunks between header and pixels */
  extra?: Uint8Array[];
}

/** A PNG whose pixels are the compressed `rows` (filter byte + samples), or whatever is given instead. */
export function png(width: number, height: number, idat: Uint8Array, options: PngOptions = {}): Buffer {
  const { colour = 2, depth = 8, interlaced = false, extra = [] } = options;
  const header = Buffer.concat([
    u32(width),
    u32(height),
    Buffer.from([depth, colour, 0, 0, interlaced ? 1 : 0]),
  ]);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', idat),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Compressed zeros: 1000 to 1. */
export function zeros(length: number): Buffer {
  return deflateSync(Buffer.alloc(length), { level: 9 });
}

/** `keyword`, compression method 0, then `length` spaces compressed */
export function compressedText(keyword: string, length: number): Buffer {
  return pngChunk(
    'zTXt',
    Buffer.concat([Buffer.from(`${keyword}\0\0`, 'latin1'), deflateSync(Buffer.alloc(length, 32))]),
  );
}

/** A copy of `bytes` in which `change` was written over position `at`. */
export function patch(bytes: Uint8Array, at: number, change: Uint8Array | readonly number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(change, at);
  return copy;
}

/** JPEG: width and height of the frame header (SOF0 or SOF2) replaced. */
export function jpegClaiming(jpeg: Uint8Array, width: number, height: number): Buffer {
  let at = 2;
  while (jpeg[at + 1] !== 0xc0 && jpeg[at + 1] !== 0xc2) at += 2 + jpeg[at + 2]! * 256 + jpeg[at + 3]!;
  return patch(jpeg, at + 5, [height >> 8, height & 255, width >> 8, width & 255]);
}

/** Progressive JPEG: the last scan `times` times over. Each costs the decoder a walk over the whole picture. */
export function jpegWithScans(jpeg: Uint8Array, times: number): Buffer {
  const bytes = Buffer.from(jpeg);
  const scan = bytes.subarray(bytes.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
  return Buffer.concat([
    bytes.subarray(0, -2),
    ...Array.from({ length: times }, () => scan),
    bytes.subarray(-2),
  ]);
}

/** An APP2 segment with an ICC profile in one part. */
export function jpegProfile(profile: Uint8Array): Buffer {
  const data = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile]);
  return Buffer.concat([Buffer.from([0xff, 0xe2, (data.length + 2) >> 8, (data.length + 2) & 255]), data]);
}

/** A copy of `bytes` with `more` between. */
export function insert(bytes: Uint8Array, at: number, more: Uint8Array | readonly number[]): Buffer {
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(more as Uint8Array), bytes.subarray(at)]);
}

/** AVIF: width and height in the `ispe` (image spatial extents) property replaced. */
export function avifClaiming(avif: Uint8Array, width: number, height: number): Buffer {
  const at = Buffer.from(avif).indexOf('ispe');
  return patch(avif, at + 8, Buffer.concat([u32(width), u32(height)]));
}

/** WebP with an extended header that claims a canvas, around the given chunks of a simple WebP. */
export function webpClaiming(simple: Uint8Array, width: number, height: number): Buffer {
  const canvas = Buffer.alloc(10);
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  return riff(Buffer.concat([riffChunk('VP8X', canvas), simple.subarray(12)]));
}

/** Lossless WebP: the two 14-bit sizes behind the signature byte of the VP8L chunk replaced. */
export function losslessWebpClaiming(webp: Uint8Array, width: number, height: number): Buffer {
  const at = Buffer.from(webp).indexOf('VP8L') + 9;
  const rest = webp[at + 3]! & 0xf0;
  const sizes = (width - 1) | ((height - 1) << 14);
  return patch(webp, at, [
    sizes & 255,
    (sizes >> 8) & 255,
    (sizes >> 16) & 255,
    ((sizes >> 24) & 0x0f) | rest,
  ]);
}

export function riffChunk(name: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name, 'latin1'), length, data, Buffer.alloc(data.length % 2)]);
}

export function riff(chunks: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(chunks.length + 4);
  return Buffer.concat([Buffer.from('RIFF'), length, Buffer.from('WEBP'), chunks]);
}

/** GIF with a black-and-white palette and `frames` black frames; `pixels`: how many of them are really written. */
export function gif(
  width: number,
  height: number,
  frames: number,
  frame = { width, height },
  pixels = frame.width * frame.height,
): Buffer {
  const u16 = (v: number) => [v & 255, v >> 8];
  const palette = [0, 0, 0, 255, 255, 255];
  const header = Buffer.from([
    ...Buffer.from('GIF89a'),
    ...u16(width),
    ...u16(height),
    0x80,
    0,
    0,
    ...palette,
  ]);
  const place = [0x2c, 0, 0, 0, 0, ...u16(frame.width), ...u16(frame.height), 0];
  const image = Buffer.from([...place, ...lzwBlack(pixels)]);
  return Buffer.concat([header, ...Array.from({ length: frames }, () => image), Buffer.from([0x3b])]);
}

/** Pixels of colour 0, uncompressed: a clear code before the code width would grow (2-bit alphabet). */
function lzwBlack(pixels: number): number[] {
  const CLEAR = 4;
  const END = 5;
  const bits: number[] = [];
  const code = (value: number) => bits.push(value & 1, (value >> 1) & 1, (value >> 2) & 1);
  for (let i = 0; i < pixels; i++) {
    if (i % 2 === 0) code(CLEAR);
    code(0);
  }
  code(END);
  const bytes: number[] = [];
  for (let i = 0; i < bits.length; i += 8)
    bytes.push(bits.slice(i, i + 8).reduce((sum, bit, j) => sum | (bit << j), 0));
  const blocks: number[] = [];
  for (let i = 0; i < bytes.length; i += 255) {
    const block = bytes.slice(i, i + 255);
    blocks.push(block.length, ...block);
  }
  return [2, ...blocks, 0];
}
