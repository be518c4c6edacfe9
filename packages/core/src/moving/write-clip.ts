import { rename, rm, writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { AtelierError } from '../errors.ts';
import { encode, toBytes } from '../images/encode.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import { CLIP_FORMATS, type ClipFormat, type Frame } from './clip.ts';
import { Program } from './ffmpeg.ts';
import { animationWriter } from './write-animation.ts';

export interface WriteOptions {
  file: string;
  format: ClipFormat;
  width: number;
  height: number;
  /** frames a second; of an MP4, whose frames are all shown equally long */
  rate: number;
  /** plays, of WebP and GIF; 0 for ever */
  loop: number;
  /** MP4: a film whose sound is taken over, as long as the pictures last */
  soundOf?: Sound | undefined;
  /** H.264: 0 without loss to 51; WebP: 1 to 100. Default: hardly seen on painted texture */
  quality?: number;
  /** see AnimationOptions */
  atOnce?: number;
}

export interface Sound {
  file: string;
  /** as ffmpeg calls it; null: not known */
  codec: string | null;
  /** kilobits a second of a smaller copy; absent: bit for bit where an MP4 takes it */
  kilobits?: number;
}

/** Sound that an MP4 holds and that is played everywhere. */
const COPIED: readonly (string | null)[] = ['aac', 'mp3', 'opus'];
/** Kilobits a second of sound that is encoded anew. */
const KILOBITS = 160;

export interface ClipWriter {
  /** what is in the file so far, a little behind what was written; absent: it is not known */
  readonly encoded?: { bytes: number; frames: number };
  write(frame: Frame): Promise<void>;
  /** Error: what the encoder says. */
  finish(): Promise<void>;
  /** Leaves no file. */
  abandon(): Promise<void>;
}

/** Of x264. */
const DEFAULT_QUALITY = 18;

/** Seconds into a film whose frame is its poster: the first one is often black. */
const POSTER_AT = 1;
/** Longer side of a poster, pixels: some 30 kB. */
const POSTER_SIDE = 320;

/** By a file's ending. Error: option.invalid. */
export function clipFormatOf(file: string): ClipFormat {
  const format = CLIP_FORMATS.find((name) => `.${name}` === extname(file).toLowerCase());
  if (format !== undefined) return format;
  const expected = 'a file name ending in .mp4, .webp or .gif';
  throw new AtelierError('option.invalid', { option: 'out', expected, received: file });
}

/** Errors: clip.no-ffmpeg (MP4). */
export function writeClip(options: WriteOptions): Promise<ClipWriter> {
  const { format } = options;
  return format === 'mp4' ? filmWriter(options) : animationWriter({ ...options, format });
}

/**
 * H.264 in BT.709, converted and tagged, even sides (an odd one repeats its last line), index in front, a poster. Fed
 * while the next frames are painted; alpha is left out, since the pictures lie over paper.
 */
async function filmWriter(options: WriteOptions): Promise<ClipWriter> {
  const { width, height, rate, soundOf, quality = DEFAULT_QUALITY } = options;
  const file = resolve(options.file); // see openFilm
  const [evenWidth, evenHeight] = [width + (width % 2), height + (height % 2)];
  const pictures = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${evenWidth}x${evenHeight}`];
  const input = [...pictures, '-r', String(rate), '-i', 'pipe:0'];
  const sound =
    soundOf === undefined ? [] : ['-protocol_whitelist', 'file,pipe', '-i', resolve(soundOf.file)];
  const maps = [
    '-map',
    '0:v',
    ...(soundOf === undefined ? [] : ['-map', '1:a:0?', ...soundCodec(soundOf), '-shortest']),
  ];
  const colours =
    'scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int,format=yuv420p';
  const tags = [
    '-colorspace',
    'bt709',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-color_range',
    'tv',
  ];
  const codec = ['-vf', colours, ...tags, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(quality)];
  const bare = `${file}.bare`;
  const output = ['-f', 'mp4', bare];
  const program = await Program.start('ffmpeg', ['-y', ...input, ...sound, ...maps, ...codec, ...output]);
  let poster: Image | undefined;
  let seconds = 0;
  return {
    write(frame) {
      if (seconds <= POSTER_AT) poster = frame.image;
      seconds += frame.seconds;
      return program.write(even(toBytes(frame.image), width, height));
    },
    async finish() {
      program.child.stdin!.end();
      program.stdout.resume();
      try {
        await program.end();
        await withPoster(bare, poster, file);
      } finally {
        await rm(bare, { force: true });
      }
    },
    async abandon() {
      await program.kill();
      await Promise.all([bare, file].map((left) => rm(left, { force: true })));
    },
  };
}

/** The same streams with the index in front, and a picture as the film's cover, which players show before it plays. */
async function withPoster(bare: string, poster: Image | undefined, file: string): Promise<void> {
  const picture = `${file}.poster`;
  const part = `${file}.part`;
  const shown = poster === undefined ? [] : ['-f', 'mjpeg', '-i', picture];
  const streams = [
    '-map',
    '0',
    ...(poster === undefined ? [] : ['-map', '1', '-disposition:v:1', 'attached_pic']),
  ];
  const output = ['-c', 'copy', '-movflags', '+faststart', '-f', 'mp4', part];
  try {
    if (poster !== undefined) await writeFile(picture, await encode(await small(poster), { format: 'jpeg' }));
    const program = await Program.start('ffmpeg', [
      '-y',
      '-nostdin',
      '-i',
      bare,
      ...shown,
      ...streams,
      ...output,
    ]);
    program.stdout.resume();
    await program.end();
    await rename(part, file);
  } finally {
    await Promise.all([picture, part].map((left) => rm(left, { force: true })));
  }
}

function small(image: Image): Promise<Image> {
  const { width, height } = image;
  const size = fit(width, height, Math.min(POSTER_SIDE, Math.max(width, height)));
  return resize(image, size.width, size.height);
}

function soundCodec({ codec, kilobits }: Sound): string[] {
  if (kilobits === undefined && COPIED.includes(codec)) return ['-c:a', 'copy'];
  return ['-c:a', 'aac', '-b:a', `${kilobits ?? KILOBITS}k`];
}

/** [height, width, 3] with the last column and row repeated where a side is odd. */
function even(pixels: Uint8Array, width: number, height: number): Uint8Array {
  if (width % 2 === 0 && height % 2 === 0) return pixels;
  const wide = width + (width % 2);
  const all = new Uint8Array(3 * wide * (height + (height % 2)));
  for (let y = 0; y < height + (height % 2); y++) {
    const row = pixels.subarray(
      3 * width * Math.min(y, height - 1),
      3 * width * (Math.min(y, height - 1) + 1),
    );
    all.set(row, 3 * wide * y);
    if (wide > width) all.set(row.subarray(-3), 3 * (wide * y + width));
  }
  return all;
}
