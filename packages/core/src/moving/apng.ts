import { crc32 } from 'node:zlib';
import { AtelierError } from '../errors.ts';
import { type PngChunk, pngChunks } from '../images/png-chunks.ts';

/**
 * The container of animated PNG (PNG, third edition, 2025, chapter 4.10 and chunks acTL, fcTL, fdAT), which libvips
 * reads as its first frame without a word.
 */
export interface Apng {
  width: number;
  height: number;
  /** plays; 0 for ever */
  loop: number;
  frames: readonly ApngFrame[];
}

export interface ApngFrame {
  left: number;
  top: number;
  width: number;
  height: number;
  /** as the file says */
  seconds: number;
  dispose: 'none' | 'background' | 'previous';
  blend: 'source' | 'over';
  /** the frame as a PNG of its own */
  png(): Uint8Array;
}

const DISPOSALS = ['none', 'background', 'previous'] as const;
const BLENDS = ['source', 'over'] as const;
/** Chunks that say how the samples of every frame are meant. */
const SHARED = new Set(['PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'cICP']);

/** Whether a PNG says before its picture that it moves. */
export function isApng(bytes: Uint8Array): boolean {
  for (const { name } of pngChunks(bytes)) {
    if (name === 'acTL') return true;
    if (name === 'IDAT') return false;
  }
  return false;
}

/** Error: image.damaged. */
export function readApng(bytes: Uint8Array): Apng {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let header: PngChunk | undefined;
  let loop = 0;
  const shared: Uint8Array[] = [];
  const frames: { frame: Omit<ApngFrame, 'png'>; data: Uint8Array[] }[] = [];
  for (const chunk of pngChunks(bytes)) {
    const { name, data: at, length, start, end } = chunk;
    if (end > bytes.length) throw damaged('a chunk reaches beyond the file');
    if (name === 'IHDR') header = chunk;
    else if (name === 'acTL') loop = view.getUint32(at + 4);
    else if (name === 'fcTL') {
      if (length < 26) throw damaged('a short fcTL');
      frames.push({ frame: frameOf(view, at), data: [] });
    } else if (name === 'IDAT') frames.at(-1)?.data.push(bytes.subarray(at, at + length));
    else if (name === 'fdAT') frames.at(-1)?.data.push(bytes.subarray(at + 4, at + length));
    else if (SHARED.has(name) && frames.every(({ data }) => data.length === 0)) {
      shared.push(bytes.subarray(start, end));
    }
  }
  if (header === undefined || header.length < 13) throw damaged('no IHDR');
  const [width, height] = [view.getUint32(header.data), view.getUint32(header.data + 4)];
  const rest = bytes.subarray(header.data + 8, header.data + 13);
  const inside = ({ frame: f }: (typeof frames)[number]) => {
    return f.width > 0 && f.height > 0 && f.left + f.width <= width && f.top + f.height <= height;
  };
  if (!frames.every(inside)) throw damaged('a frame lies outside the picture');
  const whole = frames.filter(({ data }) => data.length > 0);
  if (whole.length === 0) throw damaged('no frames');
  return {
    width,
    height,
    loop,
    frames: whole.map(({ frame, data }) => ({ ...frame, png: () => pngOf(frame, rest, shared, data) })),
  };
}

function frameOf(view: DataView, at: number): Omit<ApngFrame, 'png'> {
  const [width, height] = [view.getUint32(at + 4), view.getUint32(at + 8)];
  const [left, top] = [view.getUint32(at + 12), view.getUint32(at + 16)];
  const seconds = view.getUint16(at + 20) / (view.getUint16(at + 22) || 100);
  const dispose = DISPOSALS[view.getUint8(at + 24)] ?? 'none';
  return { left, top, width, height, seconds, dispose, blend: BLENDS[view.getUint8(at + 25)] ?? 'source' };
}

function pngOf(
  { width, height }: { width: number; height: number },
  rest: Uint8Array,
  shared: readonly Uint8Array[],
  data: readonly Uint8Array[],
): Uint8Array {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const picture = chunkOf('IDAT', Buffer.concat(data));
  return Buffer.concat([
    signature,
    chunkOf('IHDR', Buffer.concat([size, rest])),
    ...shared,
    picture,
    chunkOf('IEND', Buffer.alloc(0)),
  ]);
}

function chunkOf(name: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(name, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/**
 * One frame laid on the canvas, by its blend; both RGBA, 8 bits, alpha not premultiplied.
 * pixels: [frame.height, frame.width, 4]; canvas: [height, width, 4], written to
 */
export function lay(canvas: Uint8Array, width: number, frame: ApngFrame, pixels: Uint8Array): void {
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) {
      const from = 4 * (y * frame.width + x);
      const to = 4 * ((frame.top + y) * width + frame.left + x);
      const over = frame.blend === 'source' ? 255 : pixels[from + 3]!;
      if (over === 255) canvas.set(pixels.subarray(from, from + 4), to);
      else if (over > 0) blend(canvas, to, pixels, from);
    }
  }
}

function blend(below: Uint8Array, to: number, above: Uint8Array, from: number): void {
  const a = above[from + 3]! / 255;
  const b = (below[to + 3]! / 255) * (1 - a);
  for (let c = 0; c < 3; c++) {
    below[to + c] = Math.round((above[from + c]! * a + below[to + c]! * b) / (a + b));
  }
  below[to + 3] = Math.round(255 * (a + b));
}

/** The frame's place becomes transparent. */
export function clear(canvas: Uint8Array, width: number, frame: ApngFrame): void {
  for (let y = frame.top; y < frame.top + frame.height; y++) {
    canvas.fill(0, 4 * (y * width + frame.left), 4 * (y * width + frame.left + frame.width));
  }
}

const damaged = (why: string) => new AtelierError('image.damaged', {}, new Error(why));
