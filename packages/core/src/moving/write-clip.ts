import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { AtelierError } from '../errors.ts';
import { toBytes } from '../images/encode.ts';
import { sharp } from '../images/sharp.ts';
import type { Frame } from './clip.ts';
import { Program } from './ffmpeg.ts';

export const CLIP_FORMATS = ['mp4', 'webp', 'gif'] as const;
export type ClipFormat = (typeof CLIP_FORMATS)[number];

export interface WriteOptions {
  file: string;
  format: ClipFormat;
  width: number;
  height: number;
  /** frames a second; of an MP4, whose frames are all shown equally long */
  rate: number;
  /** plays, of WebP and GIF; 0 for ever */
  loop: number;
  /** frames that are expected, of WebP and GIF: more of them are written too */
  count?: number;
  /** MP4: a film whose sound is taken over, as long as the pictures last */
  soundOf?: Sound | undefined;
  /** H.264: 0 without loss to 51; WebP: 1 to 100. Default: hardly seen on painted texture */
  quality?: number;
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
  write(frame: Frame): Promise<void>;
  /** Error: what the encoder says. */
  finish(): Promise<void>;
  /** Leaves no file. */
  abandon(): Promise<void>;
}

/** Pixels of all frames of a WebP or GIF, which are encoded in memory. */
export const MOST_PIXELS = 240e6;
/** Of x264; of WebP. */
const DEFAULT_QUALITY = { mp4: 18, webp: 80 };
/** What GIF may leave as it was between two frames, which is not seen and a multiple in size. */
const STEADY = 8;

/** By a file's ending. Error: option.invalid. */
export function clipFormatOf(file: string): ClipFormat {
  const format = CLIP_FORMATS.find((name) => `.${name}` === extname(file).toLowerCase());
  if (format !== undefined) return format;
  const expected = 'a file name ending in .mp4, .webp or .gif';
  throw new AtelierError('option.invalid', { option: 'out', expected, received: file });
}

/** Errors: clip.no-ffmpeg (MP4). */
export function writeClip(options: WriteOptions): Promise<ClipWriter> {
  return options.format === 'mp4' ? filmWriter(options) : animationWriter(options);
}

/**
 * H.264 in BT.709, converted and tagged, even sides (an odd one repeats its last line), index in front. Fed while
 * the next frames are painted; alpha is left out, since the pictures lie over paper.
 */
async function filmWriter(options: WriteOptions): Promise<ClipWriter> {
  const { file, width, height, rate, soundOf, quality = DEFAULT_QUALITY.mp4 } = options;
  const [evenWidth, evenHeight] = [width + (width % 2), height + (height % 2)];
  const pictures = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${evenWidth}x${evenHeight}`];
  const input = [...pictures, '-r', String(rate), '-i', 'pipe:0'];
  const sound = soundOf === undefined ? [] : ['-protocol_whitelist', 'file,pipe', '-i', soundOf.file];
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
  const output = ['-movflags', '+faststart', '-f', 'mp4', file];
  const program = await Program.start('ffmpeg', ['-y', ...input, ...sound, ...maps, ...codec, ...output]);
  return {
    write: ({ image }) => program.write(even(toBytes(image), width, height)),
    async finish() {
      program.child.stdin!.end();
      program.stdout.resume();
      await program.end();
    },
    async abandon() {
      await program.kill();
      await rm(file, { force: true });
    },
  };
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

/** WebP and GIF by sharp, all frames in one: at most `MOST_PIXELS`. */
async function animationWriter(options: WriteOptions): Promise<ClipWriter> {
  const { file, format, width, height, loop, count = 1, quality = DEFAULT_QUALITY.webp } = options;
  const strip = new Strip(width * height, Math.min(count, Math.floor(MOST_PIXELS / (width * height))));
  const times: number[] = [];
  return {
    async write({ image, alpha, seconds }) {
      if ((times.length + 1) * width * height > MOST_PIXELS) {
        const expected = `a file ending in .mp4, or a smaller or shorter clip than fits into a ${format}`;
        throw new AtelierError('option.invalid', { option: 'out', expected, received: file });
      }
      strip.add(toBytes(image), alpha);
      times.push(seconds);
    },
    async finish() {
      const delay = delaysOf(times, format === 'gif' ? 10 : 1);
      const { bytes, channels } = strip;
      const raw = { width, height: height * times.length, channels, pageHeight: height } as const;
      const film = sharp(bytes, { raw, limitInputPixels: false });
      if (format === 'webp') await film.webp({ delay, loop, quality, effort: 2 }).toFile(file);
      else {
        const steady = { interFrameMaxError: STEADY, keepDuplicateFrames: true };
        await film.gif({ delay, loop, effort: 3, ...steady }).toFile(file);
      }
    },
    async abandon() {
      await rm(file, { force: true });
    },
  };
}

/** Frames below each other as sharp takes them, RGB until one is see-through. Room for what is expected is made once. */
class Strip {
  channels: 3 | 4 = 3;
  readonly #pixels: number;
  #room: Uint8Array;
  #frames = 0;

  /** pixels: of a frame; frames: that are expected, ≥ 1 */
  constructor(pixels: number, frames: number) {
    this.#pixels = pixels;
    this.#room = new Uint8Array(3 * pixels * frames);
  }

  get bytes(): Uint8Array {
    return this.#room.subarray(0, this.#frames * this.#size);
  }

  get #size(): number {
    return this.channels * this.#pixels;
  }

  add(rgb: Uint8Array, alpha: Uint8Array | null): void {
    if (alpha !== null && this.channels === 3) this.#becomeTransparent();
    const at = this.#frames * this.#size;
    if (at + this.#size > this.#room.length) {
      const larger = new Uint8Array(Math.ceil(1.5 * (this.#frames + 1)) * this.#size);
      larger.set(this.bytes);
      this.#room = larger;
    }
    if (this.channels === 3) this.#room.set(rgb, at);
    else layRgba(rgb, alpha, this.#room.subarray(at, at + this.#size));
    this.#frames++;
  }

  #becomeTransparent(): void {
    const opaque = this.bytes;
    this.#room = new Uint8Array((this.#room.length / 3) * 4);
    this.channels = 4;
    layRgba(opaque, null, this.#room);
  }
}

/** alpha: null where nothing is see-through */
function layRgba(rgb: Uint8Array, alpha: Uint8Array | null, into: Uint8Array): void {
  for (let i = 0; 3 * i < rgb.length; i++) {
    into[4 * i] = rgb[3 * i]!;
    into[4 * i + 1] = rgb[3 * i + 1]!;
    into[4 * i + 2] = rgb[3 * i + 2]!;
    into[4 * i + 3] = alpha === null ? 255 : alpha[i]!;
  }
}

/** Milliseconds in whole steps, whose sum stays true: what one frame lost the next one gets. */
export function delaysOf(seconds: readonly number[], step: number): number[] {
  let [due, given] = [0, 0];
  return seconds.map((delay) => {
    due += delay * 1000;
    // browsers take 10 ms and less for a mistake
    const ms = Math.max(20, Math.round((due - given) / step) * step);
    given += ms;
    return ms;
  });
}
