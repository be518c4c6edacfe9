import { readFile } from 'node:fs/promises';
import { throwIfCancelled } from '../cancel.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import { sharp } from '../images/sharp.ts';
import type { Frame } from './clip.ts';
import { type Sound, writeClip } from './write-clip.ts';

/** A painted clip, whose frames can be read as often as needed. */
export interface Finished {
  width: number;
  height: number;
  count: number;
  /** frames a second */
  rate: number;
  /** plays, 0 for ever */
  loop: number;
  frames(): AsyncIterable<Frame>;
}

export interface WithinOptions {
  /** film: `mp4`; what loops: `webp` */
  format: 'mp4' | 'webp';
  maxBytes: number;
  /** to be written over */
  file: string;
  soundOf?: Sound;
  signal?: AbortSignal;
  /** see AnimationOptions */
  atOnce?: number;
}

export interface Fitted {
  bytes: Uint8Array;
  width: number;
  height: number;
  rate: number;
  /** smaller, or with fewer frames a second, than it was painted */
  reduced: boolean;
}

interface Shape {
  quality: number;
  /** of the painted size */
  scale: number;
  /** each so-many-th frame */
  every: number;
}

/** Qualities from hardly seen to plainly seen, with the size that each leaves of the first's: measured on paintings. */
const QUALITIES = {
  mp4: [
    [18, 1],
    [23, 0.5],
    [28, 0.25],
  ],
  webp: [
    [80, 1],
    [62, 0.7],
    [45, 0.55],
  ],
} as const;
/** Part that is left when each second frame is left out: those that stay differ more from each other. */
const HALVED = 0.6;
/** Frames a second below which none is left out: it would stutter. */
const SLOWEST = 10;
/** Part of the bytes that are aimed at: an estimate is rarely right. */
const AIM = 0.9;
/** Kilobits a second of sound in a clip that has to be made smaller. */
const SMALL_SOUND = 96;
const SMALLEST_SIDE = 48;
const MOST_TRIES = 8;

/**
 * A clip as a file of at most so many bytes: first as painted; then with more loss, with each second frame, and smaller,
 * the least of it that is enough by what the last try took. Errors: clip.no-ffmpeg (mp4), job.cancelled.
 */
export async function clipWithin(clip: Finished, options: WithinOptions): Promise<Fitted> {
  const { format, maxBytes } = options;
  const side = Math.max(clip.width, clip.height);
  let shape: Shape = { quality: 0, scale: 1, every: 1 };
  for (let tries = 1; ; tries++) {
    const isLast = tries >= MOST_TRIES || side * shape.scale <= SMALLEST_SIDE;
    const limits = { again: tries > 1, most: isLast ? Number.POSITIVE_INFINITY : maxBytes };
    const { size, fitted } = await written(clip, shape, options, limits);
    if (fitted) return { ...fitted, reduced: shape.scale < 1 || shape.every > 1 };
    shape = smaller(clip, format, shape, (AIM * maxBytes) / size);
  }
}

/** The shape whose file has about `part` of the size. */
function smaller(clip: Finished, format: 'mp4' | 'webp', shape: Shape, part: number): Shape {
  const qualities = QUALITIES[format];
  let left = part * qualities[shape.quality]![1];
  const quality = qualities.findIndex(([, size], i) => i >= shape.quality && size <= left);
  const chosen = quality < 0 ? qualities.length - 1 : quality;
  left /= qualities[chosen]![1];
  if (left >= 1) return { ...shape, quality: chosen };
  const halved = clip.rate / (2 * shape.every) >= SLOWEST && clip.count > 4;
  if (halved) left /= HALVED;
  const scale = shape.scale * Math.sqrt(Math.min(1, left));
  return {
    quality: chosen,
    every: halved ? 2 * shape.every : shape.every,
    // at least a little, so that it comes to an end
    scale: halved ? scale : Math.min(scale, 0.95 * shape.scale),
  };
}

/** size: bytes of the file; where it is more than `most`, an estimate perhaps, as soon as that is known */
async function written(
  clip: Finished,
  { quality, scale, every }: Shape,
  { format, file, soundOf, signal, atOnce }: WithinOptions,
  { again, most }: { again: boolean; most: number },
): Promise<{ size: number; fitted?: Omit<Fitted, 'reduced'> }> {
  const { width, height } = fit(
    clip.width,
    clip.height,
    Math.round(scale * Math.max(clip.width, clip.height)),
  );
  const rate = clip.rate / every;
  const writer = await writeClip({
    file,
    format,
    width,
    height,
    rate,
    loop: clip.loop,
    quality: QUALITIES[format][quality]![0],
    ...(atOnce !== undefined && { atOnce }),
    soundOf: soundOf && (again ? { ...soundOf, kilobits: SMALL_SOUND } : soundOf),
  });
  try {
    for await (const frame of thinned(clip.frames(), every)) {
      throwIfCancelled(signal);
      await writer.write(await scaled(frame, width, height));
      const { bytes = 0, frames = 0 } = writer.encoded ?? {};
      if (bytes <= most) continue;
      await writer.abandon();
      return { size: (bytes * Math.ceil(clip.count / every)) / frames };
    }
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  const bytes = await readFile(file);
  if (bytes.length > most) return { size: bytes.length };
  return { size: bytes.length, fitted: { bytes, width, height, rate } };
}

/** Each so-many-th frame, which stays for the others' time too. */
async function* thinned(frames: AsyncIterable<Frame>, every: number): AsyncGenerator<Frame> {
  let kept: Frame | undefined;
  let index = 0;
  for await (const frame of frames) {
    if (index++ % every === 0) {
      if (kept) yield kept;
      kept = frame;
    } else if (kept) kept = { ...kept, seconds: kept.seconds + frame.seconds };
  }
  if (kept) yield kept;
}

async function scaled(frame: Frame, width: number, height: number): Promise<Frame> {
  if (frame.image.width === width && frame.image.height === height) return frame;
  const image: Image = await resize(frame.image, width, height);
  if (frame.alpha === null) return { ...frame, image };
  const raw = { width: frame.image.width, height: frame.image.height, channels: 1 } as const;
  const alpha = await sharp(frame.alpha, { raw })
    .resize(width, height, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { ...frame, image, alpha };
}
