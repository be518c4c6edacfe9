import type { ImageType } from './sniff.ts';

export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A frame of an animation; `clears`: its place is bare again before the next one. */
export type PlacedFrame = Frame & { clears: boolean };

/**
 * Where an animation's first frame lies on its screen, in pixels; undefined for other pictures. libvips fills the
 * rest of the screen with black where the file has no transparency.
 */
export function firstFrame(bytes: Uint8Array, type: ImageType): Frame | undefined {
  for (const frame of framesIn(bytes, type)) return frame;
  return undefined;
}

/** The frames of a GIF or WebP, as far as they can be read; none of other pictures, nor of a WebP that does not move. */
export function* framesIn(bytes: Uint8Array, type: ImageType): Generator<PlacedFrame> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    if (type === 'gif') yield* gifFrames(view);
    if (type === 'webp') yield* webpFrames(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // it ends early: the decoder will say so
  }
}

const TABLE = 0x80;
const EXTENSION = 0x21;
const CONTROL = 0xf9;
const IMAGE = 0x2c;
/** disposal method of a graphic control extension: restore to background */
const TO_BACKGROUND = 2;

/** GIF89a: header, perhaps a table of colours, then extensions and images, each with its data in sub-blocks. */
function* gifFrames(view: DataView): Generator<PlacedFrame> {
  let clears = false;
  for (let at = 13 + tableBytes(view.getUint8(10)); ; ) {
    const block = view.getUint8(at);
    if (block === EXTENSION) {
      if (view.getUint8(at + 1) === CONTROL) clears = ((view.getUint8(at + 3) >> 2) & 7) === TO_BACKGROUND;
      at = behindBlocks(view, at + 2);
    } else if (block === IMAGE) {
      const side = (offset: number) => view.getUint16(at + offset, true);
      yield { left: side(1), top: side(3), width: side(5), height: side(7), clears };
      clears = false;
      // the byte behind the table is the size of the codes
      at = behindBlocks(view, at + 10 + tableBytes(view.getUint8(at + 9)) + 1);
    } else return;
  }
}

const tableBytes = (flags: number) => ((flags & TABLE) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** Sub-blocks: each its length and so many bytes; one without any is the last. */
function behindBlocks(view: DataView, from: number): number {
  let at = from;
  for (let size = view.getUint8(at); size > 0; size = view.getUint8(at)) at += 1 + size;
  return at + 1;
}

const ANMF = 0x414e4d46;

/** WebP container: each ANMF chunk holds place (in steps of 2), size (less 1), 24 bits each, delay, and flags. */
function* webpFrames(view: DataView): Generator<PlacedFrame> {
  for (let at = 12; ; ) {
    const size = view.getUint32(at + 4, true);
    if (view.getUint32(at) === ANMF) {
      const field = (offset: number) => view.getUint32(at + 8 + offset, true) & 0xffffff;
      const clears = (view.getUint8(at + 8 + 15) & 1) === 1;
      yield { left: 2 * field(0), top: 2 * field(3), width: field(6) + 1, height: field(9) + 1, clears };
    }
    at += 8 + size + (size % 2);
  }
}
