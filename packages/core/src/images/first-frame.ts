import type { ImageType } from './sniff.ts';

export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Where an animation's first frame lies on its screen, in pixels; undefined for other pictures. libvips fills the
 * rest of the screen with black where the file has no transparency.
 */
export function firstFrame(bytes: Uint8Array, type: ImageType): Frame | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    if (type === 'gif') return gifFrame(view);
    return type === 'webp' ? webpFrame(view) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it ends early: the decoder will say so
    throw error;
  }
}

const TABLE = 0x80;
const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** GIF89a: header, perhaps a table of colours, then extensions (in sub-blocks) up to the first image. */
function gifFrame(view: DataView): Frame | undefined {
  const flags = view.getUint8(10);
  let at = 13 + tableBytes(flags);
  while (view.getUint8(at) === EXTENSION) {
    at += 2;
    for (let size = view.getUint8(at); size > 0; size = view.getUint8(at)) at += 1 + size;
    at++;
  }
  if (view.getUint8(at) !== IMAGE) return undefined;
  const side = (offset: number) => view.getUint16(at + offset, true);
  return { left: side(1), top: side(3), width: side(5), height: side(7) };
}

const tableBytes = (flags: number) => ((flags & TABLE) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

const ANMF = 0x414e4d46;

/** WebP container: the first ANMF chunk holds place (in steps of 2) and size (less 1), 24 bits each. */
function webpFrame(view: DataView): Frame | undefined {
  for (let at = 12; ; ) {
    const size = view.getUint32(at + 4, true);
    if (view.getUint32(at) === ANMF) {
      const field = (offset: number) => view.getUint32(at + 8 + offset, true) & 0xffffff;
      return { left: 2 * field(0), top: 2 * field(3), width: field(6) + 1, height: field(9) + 1 };
    }
    at += 8 + size + (size % 2);
  }
}
