import { AtelierError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import { IMAGE_LIMITS } from '../images/limits.ts';

/** What a clip is written as. */
export const CLIP_FORMATS = ['mp4', 'webp', 'gif'] as const;
export type ClipFormat = (typeof CLIP_FORMATS)[number];

/** One picture of a clip. */
export interface Frame {
  /** over white paper where it is transparent */
  image: Image;
  /** height × width, 0 transparent to 255; null: opaque */
  alpha: Uint8Array | null;
  /** how long it is shown, > 0 */
  seconds: number;
}

/** A moving picture that can be read, from its start, as often as needed. */
export interface Clip {
  kind: 'gif' | 'webp' | 'apng' | 'film';
  /** of the frames as they are read, pixels: upright, within the limits */
  width: number;
  height: number;
  /** of the file, upright */
  source: { width: number; height: number };
  /** frames that will be read; of a film an estimate */
  count: number;
  /** of what is read */
  seconds: number;
  /** plays, as GIF, WebP and APNG count them: 0 for ever. A film: 1 */
  loop: number;
  /** frames a second: of a film exactly, of others on average */
  rate: number;
  sound: boolean;
  /** the sound's codec as ffmpeg calls it; null: none, or not known */
  soundCodec: string | null;
  /** what the limits took away, for a word about it; null: nothing */
  trimmed: { seconds: number } | null;
  frames(signal?: AbortSignal): AsyncIterable<Frame>;
}

/** Sides that are opened at all, pixels: a small file could ask for gigabytes. */
export const MOST_SIDE = 4096;
/** Frames that are looked at in one animation. */
export const MOST_FRAMES = 100_000;

/** Error: clip.too-large. */
export function checkSides({ width, height }: { width: number; height: number }): void {
  if (Math.max(width, height) <= MOST_SIDE && width * height <= IMAGE_LIMITS.megapixels * 1e6) return;
  throw new AtelierError('clip.too-large', { width, height, limit: MOST_SIDE });
}
