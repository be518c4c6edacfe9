/** Width and height in pixels. */
export interface Dimensions {
  width: number;
  height: number;
}

/**
 * Reads a picture's size from its header, without decoding it: PNG, JPEG, GIF, WebP, AVIF, MP4 and MOV.
 * Undefined when the bytes are none of these or end too early; a file is only measured here, never judged.
 */
export function dimensions(bytes: Uint8Array): Dimensions | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const found = png(view) ?? gif(view) ?? jpeg(view) ?? webp(view) ?? avif(view) ?? film(view);
    return found && found.width > 0 && found.height > 0 ? found : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const png = (b: Buffer) =>
  b.length >= 24 && b.readUInt32BE(0) === 0x89504e47
    ? { width: b.readUInt32BE(16), height: b.readUInt32BE(20) }
    : undefined;

const gif = (b: Buffer) =>
  b.toString('latin1', 0, 4) === 'GIF8' ? { width: b.readUInt16LE(6), height: b.readUInt16LE(8) } : undefined;

/** Walks the segments to the frame header (SOF0 … SOF15, without DHT, JPG and DAC). */
function jpeg(b: Buffer): Dimensions | undefined {
  if (b.length < 4 || b.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < b.length; ) {
    if (b[at] !== 0xff) return undefined;
    const marker = b[at + 1]!;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: b.readUInt16BE(at + 5), width: b.readUInt16BE(at + 7) };
    else at += 2 + b.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Lossy (VP8), lossless (VP8L) and extended (VP8X) WebP. */
function webp(b: Buffer): Dimensions | undefined {
  if (b.toString('latin1', 0, 4) !== 'RIFF' || b.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  const kind = b.toString('latin1', 12, 16);
  if (kind === 'VP8X') return { width: b.readUIntLE(24, 3) + 1, height: b.readUIntLE(27, 3) + 1 };
  if (kind === 'VP8 ') return { width: b.readUInt16LE(26) & 0x3fff, height: b.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') return undefined;
  const bits = b.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
}

/** The first image spatial extents property (`ispe`) of an ISO media file. */
function avif(b: Buffer): Dimensions | undefined {
  if (b.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const at = b.indexOf('ispe', 8, 'latin1');
  return at < 0 ? undefined : { width: b.readUInt32BE(at + 8), height: b.readUInt32BE(at + 12) };
}

/** The first track of an ISO media file whose header (`tkhd`) has a size, in 16.16 fixed point; not turned. */
function film(b: Buffer): Dimensions | undefined {
  for (let at = b.indexOf('tkhd', 0, 'latin1'); at > 0; at = b.indexOf('tkhd', at + 4, 'latin1')) {
    const sides = at + 4 + (b[at + 4] === 1 ? 88 : 76);
    const [width, height] = [b.readUInt32BE(sides) >> 16, b.readUInt32BE(sides + 4) >> 16];
    if (width > 0 && height > 0) return { width, height };
  }
  return undefined;
}
