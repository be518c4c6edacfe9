import type { ClipLimits } from '@atelier/contract/clip.ts';
import { throwIfCancelled } from '../cancel.ts';
import { AtelierError } from '../errors.ts';
import { type ColourSignal, colourSignal } from '../images/colour-signal.ts';
import { framesIn } from '../images/first-frame.ts';
import type { Image } from '../images/image.ts';
import { fit } from '../images/resize.ts';
import { sharp } from '../images/sharp.ts';
import { toSrgb } from '../images/to-srgb.ts';
import { clear, lay, readApng } from './apng.ts';
import { BareScreen } from './bare-screen.ts';
import { type Clip, checkSides, MOST_FRAMES } from './clip.ts';
import { steadyPeak } from './film-colours.ts';

/**
 * Pixels that are decoded at once. Each read decodes all frames before it, so reads are few and large; a GIF of 1280×720
 * and 200 frames is read in 415 MB and 12 s of processor time, with three times as many pixels in 625 MB and 7 s.
 */
const PIXELS_AT_ONCE = 16e6;
/** Delays up to this are not meant, and every browser shows such frames for a tenth of a second. */
const HASTY = 0.01;
const INSTEAD = 0.1;

/** RGBA, 8 bits, alpha not premultiplied. */
type Pixels = Uint8Array;

interface Source {
  kind: 'gif' | 'webp' | 'apng';
  width: number;
  height: number;
  loop: number;
  /** how its values are meant, where that is not sRGB */
  signal?: ColourSignal | undefined;
  /** seconds of each frame */
  delays: number[];
  /** the first `count` frames, as they are seen */
  frames(count: number): AsyncIterable<Pixels>;
}

/** GIF, WebP or APNG as a clip, also one of a single frame. Errors: image.damaged, clip.too-large. */
export async function openAnimation(
  bytes: Uint8Array,
  kind: 'gif' | 'webp' | 'apng',
  limits: ClipLimits,
): Promise<Clip> {
  const source = await (kind === 'apng' ? apngSource(bytes) : sharpSource(bytes, kind)).catch(asDamaged);
  checkSides(source);
  const delays = within(source.delays, limits);
  const seconds = sum(delays);
  const side = Math.min(limits.side, Math.max(source.width, source.height));
  const size = fit(source.width, source.height, side);
  const rated = rateLimited(delays, limits.rate);
  return {
    kind,
    ...size,
    source: { width: source.width, height: source.height },
    count: rated.filter((delay) => delay > 0).length,
    seconds,
    loop: source.loop,
    rate: rated.filter((delay) => delay > 0).length / seconds,
    sound: false,
    soundCodec: null,
    trimmed: delays.length < source.delays.length ? { seconds: sum(source.delays) } : null,
    async *frames(signal) {
      let i = 0;
      const peak = steadyPeak();
      const paper = (found: Pixels, seconds: number) => {
        const { image, alpha } = onPaper(found, size);
        if (source.signal === undefined) return { image, alpha, seconds };
        const samples = { ...size, data: found, most: 255 };
        return { image: toSrgb(samples, source.signal, (light) => peak(light, seconds)), alpha, seconds };
      };
      try {
        for await (const pixels of source.frames(delays.length)) {
          throwIfCancelled(signal);
          const delay = rated[i++] ?? 0; // more frames than its head told of have no time
          if (delay > 0) yield paper(await sized(pixels, source, size), delay);
        }
      } catch (error) {
        asDamaged(error);
      }
    },
  };
}

/** The delays of the frames that are shown within the limit, at least one; the last one ends with it. */
function within(delays: readonly number[], { seconds }: ClipLimits): number[] {
  const kept: number[] = [];
  let at = 0;
  for (const delay of delays) {
    if (at >= seconds - 1e-6) break;
    kept.push(Math.min(delay, seconds - at));
    at += delay;
  }
  return kept;
}

/** A frame that follows too soon on the one before is left out (0), and the one before stays for its time too. */
function rateLimited(delays: readonly number[], rate: number): number[] {
  const kept: number[] = [];
  let last = 0;
  for (const [i, delay] of delays.entries()) {
    // a rate of 30 lets 30 ms through, as GIF writes a thirtieth of a second
    if (i > 0 && kept[last]! < 1 / rate - 0.004) {
      kept[last]! += delay;
      kept.push(0);
    } else {
      last = kept.push(delay) - 1;
    }
  }
  return kept;
}

async function sharpSource(bytes: Uint8Array, kind: 'gif' | 'webp'): Promise<Source> {
  const options = { animated: true, limitInputPixels: false, failOn: 'error' } as const;
  const {
    width,
    pageHeight,
    height,
    pages = 1,
    delay = [],
    loop = 0,
    hasAlpha,
  } = await sharp(bytes, options).metadata();
  const tall = pageHeight ?? height;
  const count = Math.min(pages, MOST_FRAMES);
  const delays = Array.from({ length: count }, (_, i) => delayOf((delay[i] ?? 0) / 1000));
  return {
    kind,
    width,
    height: tall,
    loop,
    delays,
    async *frames(most) {
      const atOnce = Math.max(1, Math.floor(PIXELS_AT_ONCE / (width * tall)));
      const bare = hasAlpha ? null : new BareScreen(width, tall, framesIn(bytes, kind));
      for (let page = 0; page < most; page += atOnce) {
        const part = { page, pages: Math.min(atOnce, most - page) };
        const strip = sharp(bytes, { limitInputPixels: false, failOn: 'error', ...part });
        const raw = await strip.toColourspace('srgb').ensureAlpha().raw().toBuffer();
        const size = 4 * width * tall;
        for (let at = 0; at < raw.length; at += size) {
          const frame = raw.subarray(at, at + size);
          bare?.paper(frame);
          yield frame;
        }
      }
    },
  };
}

async function apngSource(bytes: Uint8Array): Promise<Source> {
  const { width, height, loop, frames } = readApng(bytes);
  const signal = colourSignal(bytes, 'png', false);
  const options = { failOn: 'error', ignoreIcc: signal !== undefined } as const;
  return {
    kind: 'apng',
    signal,
    width,
    height,
    loop,
    delays: frames.slice(0, MOST_FRAMES).map(({ seconds }) => delayOf(seconds)),
    async *frames(most) {
      const canvas = new Uint8Array(4 * width * height);
      for (const frame of frames.slice(0, most)) {
        const before = frame.dispose === 'previous' ? canvas.slice() : undefined;
        const picture = sharp(frame.png(), options).toColourspace('srgb').ensureAlpha().raw();
        lay(canvas, width, frame, await picture.toBuffer());
        yield canvas.slice();
        if (before !== undefined) canvas.set(before);
        else if (frame.dispose === 'background') clear(canvas, width, frame);
      }
    },
  };
}

const delayOf = (seconds: number) => (seconds <= HASTY ? INSTEAD : seconds);

async function sized(
  pixels: Pixels,
  { width, height }: { width: number; height: number },
  size: { width: number; height: number },
): Promise<Pixels> {
  if (size.width === width && size.height === height) return pixels;
  const raw = sharp(pixels, { raw: { width, height, channels: 4 } });
  return raw.resize(size.width, size.height, { fit: 'fill' }).raw().toBuffer();
}

/** RGBA over white, and its alpha where there is any. */
export function onPaper(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
): { image: Image; alpha: Uint8Array | null } {
  const data = new Float32Array(3 * width * height);
  const alpha = new Uint8Array(width * height);
  let opaque = true;
  for (let i = 0; i < alpha.length; i++) {
    const a = pixels[4 * i + 3]!;
    alpha[i] = a;
    if (a !== 255) opaque = false;
    const paper = 1 - a / 255;
    for (let c = 0; c < 3; c++) data[3 * i + c] = (pixels[4 * i + c]! / 255) * (a / 255) + paper;
  }
  return { image: { width, height, data }, alpha: opaque ? null : alpha };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

function asDamaged(error: unknown): never {
  if (error instanceof AtelierError) throw error;
  throw new AtelierError('image.damaged', {}, error);
}
