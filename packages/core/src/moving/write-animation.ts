import { type FileHandle, open, rm } from 'node:fs/promises';
import { toBytes } from '../images/encode.ts';
import { sharp } from '../images/sharp.ts';
import type { Frame } from './clip.ts';
import { GIF_END, gifParts } from './gif-blocks.ts';
import { overwriting, WEBP_HEAD, type WebpFrame, webpHead, webpParts, wholeAs } from './webp-chunks.ts';

export interface AnimationOptions {
  file: string;
  format: 'webp' | 'gif';
  width: number;
  height: number;
  /** plays; 0 for ever */
  loop: number;
  /** WebP: 1 to 100 */
  quality?: number;
  /** frames that are encoded in one piece, ≥ 2; default: as many as memory should hold */
  atOnce?: number;
}

/**
 * Pixels that sharp is given at once. It encodes an animation in one piece, and 10 s of 720 pixels would be half a
 * gigabyte; so each batch becomes an animation of its own, and the file has the frames of all.
 */
const BATCH_PIXELS = 8e6;
const USUAL_QUALITY = 80;
/** What GIF may leave as it was between two frames, which is not seen and a multiple in size. */
const STEADY = 8;

/** WebP and GIF: while a batch is encoded, the next one is collected. Memory does not grow with the length. */
export async function animationWriter(options: AnimationOptions) {
  const { file, format, width, height } = options;
  const { atOnce = Math.max(2, Math.floor(BATCH_PIXELS / (width * height))) } = options;
  const handle = await open(file, 'w');
  const joined = format === 'gif' ? new GifFile(handle, options) : new WebpFile(handle, options);
  const msOf = delays(format === 'gif' ? 10 : 1);
  let batch = new Batch(width, height);
  let encoding = Promise.resolve();
  const encode = (full: Batch, next: Pixels | null) => {
    encoding = joined.add(full, next);
    // its failure is met where it is awaited
    encoding.catch(() => {});
  };
  return {
    get encoded() {
      const { bytes, frames } = joined;
      return { bytes, frames };
    },
    async write({ image, alpha, seconds }: Frame) {
      const pixels = { rgb: toBytes(image), alpha };
      if (batch.count === atOnce) {
        const full = batch;
        batch = new Batch(width, height);
        await encoding;
        encode(full, pixels);
      }
      batch.add(pixels, msOf(seconds));
    },
    async finish() {
      await encoding;
      await joined.add(batch, null);
      await joined.end();
      await handle.close();
    },
    async abandon() {
      await encoding.catch(() => {});
      await handle.close();
      await rm(file, { force: true });
    },
  };
}

interface Pixels {
  /** [height, width, 3] */
  rgb: Uint8Array;
  /** [height, width]; null where nothing is see-through */
  alpha: Uint8Array | null;
}

/** Frames that follow each other. */
class Batch {
  readonly width: number;
  readonly height: number;
  readonly #frames: Pixels[] = [];
  readonly #delays: number[] = [];

  constructor(width: number, height: number) {
    [this.width, this.height] = [width, height];
  }

  get count(): number {
    return this.#frames.length;
  }

  add(frame: Pixels, ms: number): void {
    this.#frames.push(frame);
    this.#delays.push(ms);
  }

  /** As sharp takes an animation: frames below each other, RGB where none is see-through. */
  strip() {
    const channels = this.#frames.some(({ alpha }) => alpha !== null) ? 4 : 3;
    const { width, height } = this;
    const bytes = new Uint8Array(channels * width * height * this.count);
    for (const [i, { rgb, alpha }] of this.#frames.entries()) {
      const into = bytes.subarray(channels * width * height * i);
      if (channels === 3) into.set(rgb);
      else layRgba(rgb, alpha, into);
    }
    const raw = { width, height: height * this.count, channels, pageHeight: height } as const;
    return { film: sharp(bytes, { raw, limitInputPixels: false }), delay: this.#delays };
  }

  /** The first frame alone. */
  first(): Batch {
    const first = new Batch(this.width, this.height);
    first.add(this.#frames[0]!, this.#delays[0]!);
    return first;
  }
}

/** A file that grows by whole frames. */
class Joined {
  readonly handle: FileHandle;
  readonly options: AnimationOptions;
  /** of all frames that are in it, and how many were asked for */
  bytes = 0;
  frames = 0;

  constructor(handle: FileHandle, options: AnimationOptions) {
    [this.handle, this.options] = [handle, options];
  }

  async append(chunks: readonly Uint8Array[], frames: number): Promise<void> {
    for (const chunk of chunks) {
      await this.handle.appendFile(chunk);
      this.bytes += chunk.length;
    }
    this.frames += frames;
  }
}

/** Each batch with the first frame of the next one, which is left out: what follows says how a frame is cleared. */
class GifFile extends Joined {
  async add(batch: Batch, next: Pixels | null): Promise<void> {
    const { count } = batch;
    if (next !== null) batch.add(next, 100);
    const { film, delay } = batch.strip();
    const steady = { interFrameMaxError: STEADY, keepDuplicateFrames: true };
    const { loop } = this.options;
    const { head, frames } = gifParts(await film.gif({ delay, loop, effort: 3, ...steady }).toBuffer());
    if (next !== null) frames.pop();
    if (this.frames === 0) await this.handle.appendFile(head);
    await this.append(frames, count);
  }

  end(): Promise<void> {
    return this.handle.appendFile(GIF_END);
  }
}

/** The first frame of each batch takes the place of all that was there. */
class WebpFile extends Joined {
  #hasAlpha = false;

  async add(batch: Batch): Promise<void> {
    if (this.frames === 0) await this.handle.appendFile(this.#head());
    const { bytes, ms } = await this.#encoded(batch);
    const { frames, hasAlpha } = webpParts(bytes, this.options, ms);
    this.#hasAlpha ||= hasAlpha;
    const [first, ...others] = frames as [WebpFrame, ...WebpFrame[]];
    // libwebp leaves a see-through margin out
    const whole = first.isWhole
      ? first
      : wholeAs(first, (await this.#encoded(batch.first())).bytes, this.options);
    const chunks = [overwriting(whole), ...others].map(({ chunk }) => chunk);
    await this.append(chunks, batch.count);
  }

  async #encoded(batch: Batch): Promise<{ bytes: Uint8Array; ms: number }> {
    const { loop, quality = USUAL_QUALITY } = this.options;
    const { film, delay } = batch.strip();
    const bytes = await film.webp({ delay, loop, quality, effort: 2 }).toBuffer();
    return { bytes, ms: delay.reduce((a, b) => a + b, 0) };
  }

  async end(): Promise<void> {
    await this.handle.write(this.#head(), 0, WEBP_HEAD, 0);
  }

  #head(): Uint8Array {
    const { bytes, options } = this;
    return webpHead(options, { loop: options.loop, bytes, hasAlpha: this.#hasAlpha });
  }
}

function layRgba(rgb: Uint8Array, alpha: Uint8Array | null, into: Uint8Array): void {
  for (let i = 0; 3 * i < rgb.length; i++) {
    into[4 * i] = rgb[3 * i]!;
    into[4 * i + 1] = rgb[3 * i + 1]!;
    into[4 * i + 2] = rgb[3 * i + 2]!;
    into[4 * i + 3] = alpha === null ? 255 : alpha[i]!;
  }
}

/** Milliseconds in whole steps, whose sum stays true: what one frame lost the next one gets. */
export function delays(step: number): (seconds: number) => number {
  let [due, given] = [0, 0];
  return (seconds) => {
    due += seconds * 1000;
    // browsers take 10 ms and less for a mistake
    const ms = Math.max(20, Math.round((due - given) / step) * step);
    given += ms;
    return ms;
  };
}
