import { decode } from '../images/decode.ts';
import { encode } from '../images/encode.ts';
import { sharp } from '../images/sharp.ts';
import type { LossRow } from '../report/progress.ts';
import type { Frame } from './clip.ts';
import type { PaintedFrame } from './paint-clip.ts';
import type { Bare, StyleLeft } from './steady.ts';

/** JPEG without subsampling: hardly to be seen, and a hundredth of a second a frame. */
const QUALITY = 95;

interface Header {
  /** bytes of each part, in their order; 0: none */
  frames: { seconds: number; image: number; alpha: number; losses?: LossRow | null }[];
  bare: number;
  /** by another name than the number that it was before: what was kept then is measured anew */
  left?: StyleLeft | undefined;
}

/** A frame that was painted before. */
export interface KeptFrame extends Frame {
  losses: LossRow | null;
}

/**
 * Painted frames as bytes, for whoever goes on after a stop: a header's length (4 bytes), the header as JSON, and for
 * each frame a JPEG and perhaps its alpha (PNG); at the end the last `bare`, where it is not the picture itself. A frame
 * is encoded as it comes: a second of them unpacked would be 200 MB at 720 pixels.
 */
export class SegmentPacker {
  /** of all frames */
  seconds = 0;
  readonly #header: Header = { frames: [], bare: 0 };
  readonly #parts: Uint8Array[] = [];
  #last: PaintedFrame | undefined;

  get frames(): number {
    return this.#header.frames.length;
  }

  async add(frame: PaintedFrame): Promise<void> {
    const { image, alpha, seconds, losses } = frame;
    const picture = await encode(image, { format: 'jpeg', quality: QUALITY });
    const { width, height } = image;
    const mask =
      alpha &&
      (await sharp(alpha, { raw: { width, height, channels: 1 } })
        .png()
        .toBuffer());
    this.#header.frames.push({ seconds, image: picture.length, alpha: mask?.length ?? 0, losses });
    this.#parts.push(picture, ...(mask ? [mask] : []));
    this.seconds += seconds;
    this.#last = frame;
  }

  /** At least one frame has to be there. */
  async pack(): Promise<Uint8Array> {
    const { bare, image, styleLeft } = this.#last!;
    const last = bare === image ? [] : [await encode(bare, { format: 'jpeg', quality: QUALITY })];
    const json = Buffer.from(
      JSON.stringify({ ...this.#header, left: styleLeft, bare: last[0]?.length ?? 0 }),
    );
    const length = Buffer.alloc(4);
    length.writeUInt32BE(json.length);
    return Buffer.concat([length, json, ...this.#parts, ...last]);
  }
}

/** The frames of a segment; the generator returns what the next frame goes on from. Throws Error where the bytes are not a segment. */
export async function* unpackSegment(bytes: Uint8Array): AsyncGenerator<KeptFrame, Bare> {
  const { header, end } = headerOf(bytes);
  let at = end;
  const take = (length: number) => {
    at += length;
    if (at > bytes.length) throw new Error('Expected a whole segment but received a part of one');
    return bytes.subarray(at - length, at);
  };
  let last: KeptFrame | undefined;
  for (const { seconds, image, alpha, losses = null } of header.frames) {
    const picture = await picturesOf(take(image));
    const mask = alpha === 0 ? null : await sharp(take(alpha)).toColourspace('b-w').raw().toBuffer();
    last = { image: picture, alpha: mask, seconds, losses };
    yield last;
  }
  if (last === undefined) throw new Error('Expected frames but received none');
  const bare = header.bare === 0 ? last.image : await picturesOf(take(header.bare));
  return { bare, styleLeft: header.left };
}

/** How many frames a segment has, and how long they last. */
export function lengthOf(bytes: Uint8Array): { frames: number; seconds: number } {
  const { frames } = headerOf(bytes).header;
  return { frames: frames.length, seconds: frames.reduce((sum, { seconds }) => sum + seconds, 0) };
}

function headerOf(bytes: Uint8Array): { header: Header; end: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = 4 + buffer.readUInt32BE(0);
  return { header: JSON.parse(buffer.toString('utf8', 4, end)) as Header, end };
}

const picturesOf = (jpeg: Uint8Array) => decode(jpeg);
