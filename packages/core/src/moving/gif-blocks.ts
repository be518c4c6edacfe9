/** A GIF in its parts (GIF89a, sections 17 to 27), so that the frames of several follow each other in one. */
export interface GifParts {
  /** up to the first frame: size and plays, without the table of colours */
  head: Uint8Array;
  /** each with its time, its clearing and a table of colours of its own */
  frames: Uint8Array[];
}

export const GIF_END = Uint8Array.of(0x3b);

const EXTENSION = 0x21;
const CONTROL = 0xf9;
const IMAGE = 0x2c;
/** Bytes of the header and the screen's description, of an image's description. */
const SCREEN = 13;
const DESCRIPTION = 10;
/** Where each says of its table of colours that there is one, and how large. */
const SCREEN_FLAGS = 10;
const IMAGE_FLAGS = 9;
const HAS_TABLE = 0x80;
const TABLE_SIZE = 0x07;

/** bytes: a whole GIF of our own making. */
export function gifParts(bytes: Uint8Array): GifParts {
  const shared = tableOf(bytes, SCREEN_FLAGS, SCREEN);
  const screen = bytes.slice(0, SCREEN);
  screen[SCREEN_FLAGS]! &= ~(HAS_TABLE | TABLE_SIZE);
  const head = [screen];
  const frames: Uint8Array[] = [];
  let control: Uint8Array = new Uint8Array();
  for (let at = SCREEN + shared.length; at < bytes.length && bytes[at] !== GIF_END[0]; ) {
    if (bytes[at] === EXTENSION) {
      const end = behindBlocks(bytes, at + 2);
      if (bytes[at + 1] === CONTROL) control = bytes.subarray(at, end);
      else if (frames.length === 0) head.push(bytes.slice(at, end));
      at = end;
    } else if (bytes[at] === IMAGE) {
      const own = tableOf(bytes, at + IMAGE_FLAGS, at + DESCRIPTION);
      const table = own.length > 0 ? own : shared;
      const description = bytes.slice(at, at + DESCRIPTION);
      description[IMAGE_FLAGS]! &= ~TABLE_SIZE;
      description[IMAGE_FLAGS]! |= HAS_TABLE | (Math.log2(table.length / 3) - 1);
      const pixels = at + DESCRIPTION + own.length;
      const end = behindBlocks(bytes, pixels + 1);
      frames.push(Buffer.concat([control, description, table, bytes.subarray(pixels, end)]));
      at = end;
    } else throw new Error(`Expected a block of a GIF but received ${bytes[at]} at ${at}`);
  }
  return { head: Buffer.concat(head), frames };
}

function tableOf(bytes: Uint8Array, flagsAt: number, at: number): Uint8Array {
  const flags = bytes[flagsAt]!;
  if ((flags & HAS_TABLE) === 0) return new Uint8Array();
  return bytes.subarray(at, at + 3 * 2 ** ((flags & TABLE_SIZE) + 1));
}

/** Sub-blocks begin with their length; one of 0 ends them. */
function behindBlocks(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end]! > 0) end += bytes[end]! + 1;
  return end + 1;
}
