import pLimit from 'p-limit';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { AtelierError } from '../errors.ts';
import { type ColourSignal, colourSignal } from './colour-signal.ts';
import { IMAGE_LIMITS } from './limits.ts';
import { prepare } from './prepare.ts';
import { sharp } from './sharp.ts';
import { type ImageType, type RefusedType, sniff } from './sniff.ts';

/** Keeps the memory bounded when many people send large pictures in the same second. */
const limited = pLimit(IMAGE_LIMITS.atOnce);

/**
 * What stops a decode. `warning` would also refuse harmless files: a stray byte between two JPEG markers, a
 * restart marker out of turn, an old colour profile with a wrong checksum.
 */
type Strictness = 'error' | 'warning';

export interface Opened {
  type: ImageType;
  /** size as a person sees it: EXIF orientation applied, first frame */
  width: number;
  height: number;
  /** what libvips says of the file */
  header: Metadata;
  /** how its values are meant, where libvips does not know */
  signal: ColourSignal | undefined;
  /** a fresh pipeline over the first frame: upright, capped in pixels and time, damaged data refused */
  pipeline(failOn?: Strictness): Sharp;
}

/**
 * Checks everything that the header tells (type, pixel cap, size, aspect) before a pixel is decoded, then
 * hands the picture to `work`. Whatever libvips objects to is `image.damaged`, with its words as the cause.
 * Whoever reads a picture does it through here, so that what `inspect` accepts `decode` can read.
 */
export function open<T>(bytes: Uint8Array, work: (image: Opened) => Promise<T>): Promise<T> {
  return limited(async () => {
    const type = typeOf(bytes);
    const safe = prepare(bytes, type);
    try {
      const header = await load(safe, { limitInputPixels: false }).metadata();
      const size = checkedSize(header, type);
      const signal = colourSignal(bytes, type, header.hasProfile === true);
      const pipeline = (failOn: Strictness = 'error') =>
        load(safe, { failOn, ignoreIcc: signal !== undefined });
      return await work({ type, ...size, header, signal, pipeline });
    } catch (error) {
      if (error instanceof AtelierError) throw error;
      throw new AtelierError(TOO_LONG.test(String(error)) ? 'image.too-costly' : 'image.damaged', {}, error);
    }
  });
}

/** sharp's words when its limit of time is reached */
const TOO_LONG = /timeout: \d+% complete/;

function typeOf(bytes: Uint8Array): ImageType {
  if (bytes.length === 0) throw new AtelierError('image.empty');
  const type = sniff(bytes);
  if (type in REFUSED) throw new AtelierError(REFUSED[type as RefusedType]);
  return type as ImageType;
}

const REFUSED = {
  svg: 'image.svg',
  heic: 'image.heic',
  'jpeg-xl': 'image.jpeg-xl',
  unknown: 'image.unknown-type',
} as const satisfies Record<RefusedType, string>;

function load(bytes: Uint8Array, options: SharpOptions): Sharp {
  return sharp(bytes, {
    failOn: 'error',
    limitInputPixels: IMAGE_LIMITS.megapixels * 1e6,
    sequentialRead: true,
    autoOrient: true,
    page: 0,
    pages: 1,
    ...options,
  }).timeout({ seconds: IMAGE_LIMITS.decodeSeconds });
}

function checkedSize(header: Metadata, type: ImageType): { width: number; height: number } {
  if (header.format !== (type === 'avif' ? 'heif' : type)) throw new AtelierError('image.unknown-type');
  const { width, height } = header.autoOrient;
  const { minSide, maxAspect } = IMAGE_LIMITS;
  const megapixels = type === 'avif' ? IMAGE_LIMITS.avifMegapixels : IMAGE_LIMITS.megapixels;
  if (width * height > megapixels * 1e6) {
    throw new AtelierError('image.too-many-pixels', { width, height, limit: megapixels });
  }
  if (Math.min(width, height) < minSide) {
    throw new AtelierError('image.too-small', { width, height, limit: minSide });
  }
  if (Math.max(width, height) > maxAspect * Math.min(width, height)) {
    throw new AtelierError('image.too-narrow', { limit: maxAspect });
  }
  return { width, height };
}
