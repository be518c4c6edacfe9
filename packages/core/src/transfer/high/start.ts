import type { Image } from '../../images/image.ts';
import { mix } from '../../images/mix.ts';
import { resize } from '../../images/resize.ts';
import { random } from '../../random.ts';
import { checkedNumber, OPTIONS } from '../options.ts';
import type { Start } from '../request.ts';
import { inTheirColours, type StylePart } from '../style/parts.ts';

/** Amplitude of the noise that makes two seeds differ: below what is seen, enough to part the paths. */
const NOISE = 0.02;

export interface StartRequest {
  /** an image: itself */
  start: Exclude<Start, 'fast'> | Image;
  /** in the size of the first level */
  photo: Image;
  parts: readonly StylePart[];
  /** longer side at which the paintings are looked at */
  side: number;
  seed: number;
  /** false: a picture begins as it is; default true */
  noise?: boolean;
}

/**
 * The first picture; the same seed gives the same one. Colours of large areas converge slowest of all: begun with
 * the photo's own, a sky keeps green and violet stains that twice the iterations do not remove.
 */
export async function startOf({
  start,
  photo,
  parts,
  side,
  seed,
  noise = true,
}: StartRequest): Promise<Image> {
  if (start === 'colours') return withNoise(await inTheirColours(photo, parts, side), seed);
  if (typeof start === 'object') {
    const image = await resize(start, photo.width, photo.height);
    return noise ? withNoise(image, seed) : image;
  }
  const part = checkedNumber('start', start, OPTIONS.start);
  return part === 1 ? withNoise(photo, seed) : mix(whiteNoise(photo, seed), photo, part);
}

function whiteNoise({ width, height, data }: Image, seed: number): Image {
  const next = random(seed);
  return { width, height, data: data.map(() => next()) };
}

function withNoise({ width, height, data }: Image, seed: number): Image {
  const next = random(seed);
  return {
    width,
    height,
    data: data.map((value) => Math.min(1, Math.max(0, value + NOISE * (2 * next() - 1)))),
  };
}
