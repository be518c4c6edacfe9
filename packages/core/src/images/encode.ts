import { VERSION } from '../version.ts';
import { resizedWithAlpha } from './alpha.ts';
import type { OutputFormat } from './formats.ts';
import type { Image } from './image.ts';
import { sharp } from './sharp.ts';

export interface EncodeOptions {
  format: OutputFormat;
  /** 1 to 100, without meaning for PNG; default `DEFAULT_QUALITY` of the format */
  quality?: number;
  /** WebP: edges of strong colours kept sharp, which takes several times as long; default true */
  smartSubsample?: boolean;
  /** how it was made: EXIF ImageDescription, with Atelier as Software; ASCII, other letters become `?` there */
  comment?: string | undefined;
}

/** Visually lossless on painted textures, which show block artefacts sooner than photos do. */
const DEFAULT_QUALITY = { png: 100, jpeg: 92, webp: 92, avif: 75 } as const satisfies Record<
  OutputFormat,
  number
>;

/** What is tried, in this order, until the file fits: first without loss, then a little, then visibly. */
const ATTEMPTS = [
  { format: 'png', quality: 100 },
  { format: 'webp', quality: 92 },
  { format: 'webp', quality: 85 },
  { format: 'jpeg', quality: 85 },
  { format: 'jpeg', quality: 75 },
] as const satisfies readonly EncodeOptions[];

/** When none of the attempts fits, both sides shrink by this and the last ones are tried again. */
const SHRINK = Math.SQRT1_2;

/** WebP cannot be larger on a side; pixels. */
const WEBP_MAX_SIDE = 16383;

/**
 * A picture as a file. What is see-through stays so, but for JPEG, which lays it over white.
 * @example await writeFile('painted.jpg', await encode(image, { format: 'jpeg', quality: 90 }));
 */
export async function encode(image: Image, options: EncodeOptions): Promise<Uint8Array> {
  const { format, quality, comment, smartSubsample = true } = options;
  const { width, height, alpha } = image;
  const bytes = alpha === undefined ? toBytes(image) : rgba(toBytes(image), alpha);
  const raw = sharp(bytes, { raw: { width, height, channels: alpha === undefined ? 3 : 4 } });
  if (comment !== undefined) {
    raw.withExif({ IFD0: { ImageDescription: comment, Software: `Atelier ${VERSION}` } });
  }
  const q = quality ?? DEFAULT_QUALITY[format];
  switch (format) {
    case 'png':
      // A filter chosen anew for every row: a quarter to a third smaller on painted texture, so that 2048² fits. The usual
      // level 6 makes it 3 % smaller again, for more than twice the time.
      return raw.png({ compressionLevel: 3, adaptiveFiltering: true }).toBuffer();
    case 'jpeg':
      // Full colour resolution: a red stroke on blue would lose its edge otherwise. Not mozjpeg's settings: files
      // are 7 % smaller with them, and take fifteen times as long, more than painting fast does.
      return raw
        .flatten({ background: '#ffffff' })
        .jpeg({ quality: q, chromaSubsampling: '4:4:4' })
        .toBuffer();
    case 'webp':
      return raw.webp({ quality: q, smartSubsample }).toBuffer();
    case 'avif':
      return raw.avif({ quality: q, effort: 3, chromaSubsampling: '4:4:4' }).toBuffer();
  }
}

export interface Encoded {
  bytes: Uint8Array;
  format: OutputFormat;
  /** 1 to 100; 100 for PNG */
  quality: number;
  width: number;
  height: number;
}

/**
 * The best file of at most `maxBytes` bytes: PNG if it fits, else WebP, else JPEG, else smaller pictures.
 * Ends for any `maxBytes` that a few pixels fit into; below that the last attempt is returned as it is.
 */
export async function encodeWithin(image: Image, maxBytes: number, comment?: string): Promise<Encoded> {
  for (let picture = image; ; ) {
    let smallest: Encoded | undefined;
    for (const attempt of ATTEMPTS) {
      if (attempt.format === 'webp' && Math.max(picture.width, picture.height) > WEBP_MAX_SIDE) continue;
      const bytes = await encode(picture, { ...attempt, comment });
      smallest = { bytes, ...attempt, width: picture.width, height: picture.height };
      if (bytes.length <= maxBytes) return smallest;
    }
    if (Math.min(picture.width, picture.height) < 2) return smallest!;
    picture = resizedWithAlpha(picture, half(picture.width), half(picture.height));
  }
}

const half = (side: number) => Math.max(1, Math.round(side * SHRINK));

function rgba(rgb: Uint8Array, alpha: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 * alpha.length);
  for (let i = 0; i < alpha.length; i++) {
    bytes.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
    bytes[4 * i + 3] = alpha[i]!;
  }
  return bytes;
}

/** [0, 1] → 0 … 255, rounded; values outside are clamped, NaN becomes 0 */
export function toBytes(image: Image): Uint8Array {
  const bytes = new Uint8ClampedArray(image.data.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = image.data[i]! * 255;
  return new Uint8Array(bytes.buffer);
}
