import { AtelierError } from '../errors.ts';
import { avifFacts } from './iso-media.ts';
import { withoutText } from './png-text.ts';
import type { ImageType } from './sniff.ts';

/**
 * The bytes as the decoder shall get them: harmless oddities mended that it would refuse, and what would cost it
 * memory for nothing taken out. Pixels are not touched. Error: image.no-still.
 */
export function prepare(bytes: Uint8Array, type: ImageType): Uint8Array {
  if (type === 'png') return withoutText(bytes);
  if (type === 'jpeg') return withEnd(bytes);
  return type === 'avif' ? asStill(bytes) : bytes;
}

const JPEG_END = [0xff, 0xd9];

/** Whether the file's last two bytes are JPEG's end marker. */
export function hasJpegEnd(bytes: Uint8Array): boolean {
  return bytes.at(-2) === JPEG_END[0] && bytes.at(-1) === JPEG_END[1];
}

/** More than the decoder reads ahead, which is 8 bytes. */
const READ_AHEAD = 16;

/**
 * A JPEG that ends without its marker, or with half of it, is whole as long as no pixel is missing. Where the
 * pixels stand in one scan, bytes for the decoder's reading ahead are enough, and it still finds out when more
 * than those are missing. Of several scans (progressive) it wants to see the end first. Behind other bytes
 * (a film, a second picture) neither matters.
 */
function withEnd(jpeg: Uint8Array): Uint8Array {
  if (hasJpegEnd(jpeg)) return jpeg;
  return Buffer.concat([jpeg, isOneScan(jpeg) ? Buffer.alloc(READ_AHEAD) : Buffer.from(JPEG_END)]);
}

const BASELINE = [0xc0, 0xc1];
const SCAN = 0xda;

/** Baseline, and all components in the first scan. */
function isOneScan(jpeg: Uint8Array): boolean {
  let components = 0;
  for (let at = 2; at + 10 < jpeg.length; ) {
    const marker = jpeg[at + 1]!;
    if (jpeg[at] !== 0xff) return false;
    if (marker === SCAN) return jpeg[at + 4] === components;
    if (BASELINE.includes(marker)) components = jpeg[at + 9]!;
    at += marker === 0xff ? 1 : 2 + jpeg[at + 2]! * 256 + jpeg[at + 3]!;
  }
  return false;
}

/** An image sequence with a still picture in it opens as that picture, once its brand says so. */
function asStill(avif: Uint8Array): Uint8Array {
  if (!avifFacts(avif).still) {
    if (brandOf(avif) === 'avis') throw new AtelierError('image.no-still');
    return avif;
  }
  if (brandOf(avif) !== 'avis') return avif;
  const still = Buffer.from(avif);
  still.write('avif', BRAND, 'latin1');
  return still;
}

/** the major brand, behind size and name of the first box */
const BRAND = 8;

const brandOf = (avif: Uint8Array) => String.fromCharCode(...avif.subarray(BRAND, BRAND + 4));
