/** A WebP in its parts (RFC 9649, section 2.7), so that the frames of several follow each other in one. */
export interface WebpParts {
  /** ANMF chunks in their order, one where the file does not move */
  frames: WebpFrame[];
  hasAlpha: boolean;
}

export interface WebpFrame {
  /** it covers the whole picture, whatever was there before */
  isWhole: boolean;
  chunk: Uint8Array;
}

interface Size {
  width: number;
  height: number;
}

/** Bytes of a chunk's name and length; of RIFF's with WEBP; of a frame's place, time and flags. */
const CHUNK = 8;
const RIFF = 12;
const FRAME = 16;
const FLAGS = CHUNK + FRAME - 1;
const OVERWRITES = 0x02;
const ALPHA = 0x10;
const ANIMATION = 0x02;

/** bytes: a whole WebP of our own making. ms: how long it is shown, where it does not move. */
export function webpParts(bytes: Uint8Array, size: Size, ms: number): WebpParts {
  const frames: WebpFrame[] = [];
  const still: Uint8Array[] = [];
  let hasAlpha = false;
  for (const { name, data, chunk } of chunksOf(bytes)) {
    if (name === 'VP8X') hasAlpha = (data[0]! & ALPHA) !== 0;
    else if (name === 'VP8L') hasAlpha = true;
    if (name === 'ANMF') frames.push({ isWhole: isWhole(data, size), chunk: chunk.slice() });
    else if (['ALPH', 'VP8 ', 'VP8L'].includes(name)) still.push(chunk);
  }
  if (frames.length === 0) frames.push({ isWhole: true, chunk: frameOf(still, size, ms) });
  return { frames, hasAlpha };
}

/** The pixels of a WebP that does not move, shown as long as a frame, and cleared as it is. */
export function wholeAs({ chunk }: WebpFrame, still: Uint8Array, size: Size): WebpFrame {
  const ms = Buffer.from(chunk.buffer, chunk.byteOffset).readUIntLE(CHUNK + 12, 3);
  const whole = webpParts(still, size, ms).frames[0]!;
  whole.chunk[FLAGS] = chunk[FLAGS]!;
  return whole;
}

/** The frame's pixels take the place of what was there, their transparency too. */
export function overwriting({ chunk, isWhole }: WebpFrame): WebpFrame {
  chunk[FLAGS]! |= OVERWRITES;
  return { chunk, isWhole };
}

/** Bytes of `webpHead`. */
export const WEBP_HEAD = RIFF + (CHUNK + 10) + (CHUNK + 6);

/** Begins a WebP that moves. bytes: of all frames; loop: plays, 0 for ever */
export function webpHead({ width, height }: Size, { loop, hasAlpha, bytes }: WebpHead): Uint8Array {
  const extended = Buffer.alloc(10);
  extended[0] = ANIMATION | (hasAlpha ? ALPHA : 0);
  extended.writeUIntLE(width - 1, 4, 3);
  extended.writeUIntLE(height - 1, 7, 3);
  const animation = Buffer.alloc(6);
  animation.writeUInt16LE(loop, 4);
  const head = Buffer.concat([chunkOf('VP8X', extended), chunkOf('ANIM', animation)]);
  const riff = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  riff.writeUInt32LE(4 + head.length + bytes, 4);
  return Buffer.concat([riff, head]);
}

export interface WebpHead {
  loop: number;
  hasAlpha: boolean;
  bytes: number;
}

function* chunksOf(bytes: Uint8Array): Generator<{ name: string; data: Uint8Array; chunk: Uint8Array }> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = RIFF; at + CHUNK <= buffer.length; ) {
    const length = buffer.readUInt32LE(at + 4);
    const end = at + CHUNK + length + (length % 2);
    const data = bytes.subarray(at + CHUNK, at + CHUNK + length);
    yield { name: buffer.toString('latin1', at, at + 4), data, chunk: bytes.subarray(at, end) };
    at = end;
  }
}

function isWhole(data: Uint8Array, { width, height }: Size): boolean {
  const place = Buffer.from(data.buffer, data.byteOffset, FRAME);
  const [x, y] = [place.readUIntLE(0, 3), place.readUIntLE(3, 3)];
  return x === 0 && y === 0 && place.readUIntLE(6, 3) === width - 1 && place.readUIntLE(9, 3) === height - 1;
}

function frameOf(pixels: readonly Uint8Array[], { width, height }: Size, ms: number): Uint8Array {
  const place = Buffer.alloc(FRAME);
  place.writeUIntLE(width - 1, 6, 3);
  place.writeUIntLE(height - 1, 9, 3);
  place.writeUIntLE(ms, 12, 3);
  return chunkOf('ANMF', Buffer.concat([place, ...pixels]));
}

function chunkOf(name: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(CHUNK + data.length + (data.length % 2));
  chunk.write(name, 0, 'latin1');
  chunk.writeUInt32LE(data.length, 4);
  chunk.set(data, CHUNK);
  return chunk;
}
