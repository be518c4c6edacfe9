import { extname } from 'node:path';
import { AtelierError } from '../errors.ts';
import { toBytes } from '../images/encode.ts';
import type { Image } from '../images/image.ts';
import { fit, resample, resize } from '../images/resize.ts';
import { sharp } from '../images/sharp.ts';
import { encodeVideo, hasFfmpeg } from './video.ts';

export const TIME_LAPSE_FORMATS = ['gif', 'webp', 'mp4'] as const;
export type TimeLapseFormat = (typeof TIME_LAPSE_FORMATS)[number];

/** Longer side in pixels: a chat shows no more, and a GIF of this size already has some 10 MB. */
const SIDE = 512;
/** Pictures a second: each is seen, and sixty take five seconds. */
const RATE = 12;
/** Seconds that the finished picture stays. */
const HOLD = 2;
/** WebP's quality; strokes move from frame to frame, so no one looks at a single one. */
const QUALITY = 80;

/**
 * A film of a painting that grows: frames of any sizes, at least one, shown in the last one's size or `SIDE`,
 * in a loop (GIF, WebP). MP4 needs the program ffmpeg; ask `timeLapseFormatOf` before painting.
 */
export async function timeLapse(frames: readonly Image[], format: TimeLapseFormat): Promise<Uint8Array> {
  const last = frames[frames.length - 1]!;
  const { width, height } = fit(last.width, last.height, Math.min(SIDE, Math.max(last.width, last.height)));
  const pixels: Uint8Array[] = [];
  for (const frame of frames) pixels.push(toBytes(await resize(frame, width, height)));
  if (format === 'mp4') {
    const held = Array.from({ length: HOLD * RATE - 1 }, () => pixels[pixels.length - 1]!);
    return encodeVideo([...pixels, ...held], { width, height, rate: RATE });
  }
  const film = sharp(Buffer.concat(pixels), {
    raw: { width, height: height * frames.length, channels: 3, pageHeight: height },
  });
  const delay = frames.map((_, i) => (i === frames.length - 1 ? HOLD * 1000 : Math.round(1000 / RATE)));
  return format === 'gif'
    ? film.gif({ delay, loop: 0 }).toBuffer()
    : film.webp({ delay, loop: 0, quality: QUALITY }).toBuffer();
}

/** A picture as small as a film shows it: enough to collect. */
export function frameOf(image: Image): Image {
  const longSide = Math.max(image.width, image.height);
  if (longSide <= SIDE) return image;
  const { width, height } = fit(image.width, image.height, SIDE);
  return resample(image, width, height);
}

/** The format by a file's ending; `option.invalid` for another ending, or for MP4 where ffmpeg is missing. */
export async function timeLapseFormatOf(file: string): Promise<TimeLapseFormat> {
  const format = TIME_LAPSE_FORMATS.find((f) => `.${f}` === extname(file).toLowerCase());
  if (format !== undefined && (format !== 'mp4' || (await hasFfmpeg()))) return format;
  throw new AtelierError('option.invalid', {
    option: 'time-lapse',
    expected: 'a file name ending in .gif or .webp, or in .mp4 where the program ffmpeg is installed',
    received: file,
  });
}
