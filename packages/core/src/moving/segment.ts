import { decode } from '../images/decode.ts';
import { encode } from '../images/encode.ts';
import { sharp } from '../images/sharp.ts';
import type { Frame } from './clip.ts';
import type { PaintedFrame, ResumePoint } from './paint-clip.ts';

/** JPEG without subsampling: hardly to be seen, and a hundredth of a second a frame. */
const QUALITY = 95;

interface Header {
  /** bytes of each part, in their order; 0: none */
  frames: { seconds: number; image: number; alpha: number }[];
  bare: number;
}

/**
 * Painted frames as bytes, for whoever goes on after a stop: a header's length (4 bytes), the header as JSON, and for
 * each frame a JPEG and perhaps its alpha (PNG); at the end the last `bare`, where it is not the picture itself.
 */
export async function packSegment(frames: readonly PaintedFrame[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const header: Header = { frames: [], bare: 0 };
  for (const { image, alpha, seconds } of frames) {
    const picture = await encode(image, { format: 'jpeg', quality: QUALITY });
    const { width, height } = image;
    const mask =
      alpha &&
      (await sharp(alpha, { raw: { width, height, channels: 1 } })
        .png()
        .toBuffer());
    header.frames.push({ seconds, image: picture.length, alpha: mask?.length ?? 0 });
    parts.push(picture, ...(mask ? [mask] : []));
  }
  const last = frames[frames.length - 1]!;
  if (last.bare !== last.image) {
    const bare = await encode(last.bare, { format: 'jpeg', quality: QUALITY });
    header.bare = bare.length;
    parts.push(bare);
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...parts]);
}

/** The frames of a segment; the generator returns its last `bare`. Throws Error where the bytes are not a segment. */
export async function* unpackSegment(bytes: Uint8Array): AsyncGenerator<Frame, ResumePoint['bare']> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 4 + buffer.readUInt32BE(0);
  const header = JSON.parse(buffer.toString('utf8', 4, at)) as Header;
  const take = (length: number) => {
    at += length;
    if (at > bytes.length) throw new Error('Expected a whole segment but received a part of one');
    return bytes.subarray(at - length, at);
  };
  let last: Frame | undefined;
  for (const { seconds, image, alpha } of header.frames) {
    const picture = await picturesOf(take(image));
    const mask = alpha === 0 ? null : await sharp(take(alpha)).toColourspace('b-w').raw().toBuffer();
    last = { image: picture, alpha: mask, seconds };
    yield last;
  }
  if (last === undefined) throw new Error('Expected frames but received none');
  return header.bare === 0 ? last.image : picturesOf(take(header.bare));
}

const picturesOf = (jpeg: Uint8Array) => decode(jpeg);
