/**
 * Malformed and hostile files, made by code, each with the error that a person must see; and odd but honest
 * files that must be accepted. Addresses that misbehave are in addresses.ts.
 */
import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '@atelier/core/errors.ts';
import type { ImageType } from '@atelier/core/images/sniff.ts';
import * as craft from './craft.ts';
import { film, flat, glass, HEIGHT, picture, WIDTH } from './samples.ts';

type Bytes = () => Uint8Array | Promise<Uint8Array>;

export interface HostileFile {
  name: string;
  bytes: Bytes;
  code: ErrorCode;
}

export interface OddFile {
  name: string;
  bytes: Bytes;
  type: ImageType;
  width: number;
  height: number;
}

const text =
  (latin1: string): Bytes =>
  () =>
    Buffer.from(latin1, 'latin1');

/** The first part of a file: `keep` bytes, or a share of them when below 1. */
const cut =
  (whole: () => Promise<Buffer>, keep: number): Bytes =>
  async () => {
    const bytes = await whole();
    return bytes.subarray(0, keep < 1 ? Math.floor(bytes.length * keep) : keep);
  };

/** Some bytes in the middle turned over. */
const scratched =
  (whole: () => Promise<Buffer>): Bytes =>
  async () => {
    const bytes = Buffer.from(await whole());
    for (let i = 0; i < 24; i++) bytes[(bytes.length >> 1) + i]! ^= 0x5a;
    return bytes;
  };

const noise = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 2654435761) >>> 24));

const jpeg = () => picture().jpeg({ quality: 90 }).toBuffer();
const progressive = () => picture().jpeg({ progressive: true }).toBuffer();
const png = () => picture().png().toBuffer();
const interlaced = () => picture().png({ progressive: true }).toBuffer();
const webp = () => picture().webp().toBuffer();
const lossless = () => picture().webp({ lossless: true }).toBuffer();
const avif = () => picture().avif({ effort: 0 }).toBuffer();
const gif = () => picture().gif().toBuffer();

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="9" height="9"/></svg>';
const ENTITIES = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';

const truncated: HostileFile[] = [
  { name: 'JPEG, first 20 bytes', bytes: cut(jpeg, 20), code: 'image.damaged' },
  { name: 'JPEG, first 30 %', bytes: cut(jpeg, 0.3), code: 'image.damaged' },
  { name: 'JPEG, first 97 %', bytes: cut(jpeg, 0.97), code: 'image.damaged' },
  { name: 'progressive JPEG, first half', bytes: cut(progressive, 0.5), code: 'image.damaged' },
  { name: 'PNG, signature alone', bytes: cut(png, 8), code: 'image.damaged' },
  { name: 'PNG, header alone', bytes: cut(png, 33), code: 'image.damaged' },
  { name: 'PNG, first half', bytes: cut(png, 0.5), code: 'image.damaged' },
  { name: 'PNG, first 98 %', bytes: cut(png, 0.98), code: 'image.damaged' },
  { name: 'interlaced PNG, first 60 %', bytes: cut(interlaced, 0.6), code: 'image.damaged' },
  { name: 'WebP, first 30 bytes', bytes: cut(webp, 30), code: 'image.damaged' },
  { name: 'WebP, first 95 %', bytes: cut(webp, 0.95), code: 'image.damaged' },
  { name: 'lossless WebP, first half', bytes: cut(lossless, 0.5), code: 'image.damaged' },
  { name: 'AVIF, file type box alone', bytes: cut(avif, 32), code: 'image.damaged' },
  { name: 'AVIF, first half', bytes: cut(avif, 0.5), code: 'image.damaged' },
  { name: 'AVIF, first 99 %', bytes: cut(avif, 0.99), code: 'image.damaged' },
  { name: 'GIF, header alone', bytes: cut(gif, 13), code: 'image.damaged' },
  { name: 'GIF, first 70 %', bytes: cut(gif, 0.7), code: 'image.damaged' },
];

const damaged: HostileFile[] = [
  {
    name: 'JPEG header, then noise',
    bytes: async () => Buffer.concat([(await jpeg()).subarray(0, 24), noise(5000)]),
    code: 'image.damaged',
  },
  { name: 'JPEG that begins and ends at once', bytes: text('\xff\xd8\xff\xd9'), code: 'image.damaged' },
  {
    name: 'JPEG claiming 7000×7000 over the data of 64×64',
    bytes: async () => craft.jpegClaiming(await flat(64, 64).jpeg().toBuffer(), 7000, 7000),
    code: 'image.damaged',
  },
  {
    name: 'progressive JPEG whose last scan is repeated 3000 times',
    bytes: async () =>
      craft.jpegWithScans(await flat(1000, 1000).jpeg({ progressive: true }).toBuffer(), 3000),
    code: 'image.damaged',
  },
  {
    name: 'PNG signature, then noise',
    bytes: async () => Buffer.concat([(await png()).subarray(0, 8), noise(5000)]),
    code: 'image.damaged',
  },
  {
    name: 'PNG with a wrong checksum over its header',
    bytes: async () => craft.patch(await png(), 29, [1, 2, 3, 4]),
    code: 'image.damaged',
  },
  { name: 'PNG with scratched pixels', bytes: scratched(png), code: 'image.damaged' },
  { name: 'interlaced PNG with scratched pixels', bytes: scratched(interlaced), code: 'image.damaged' },
  {
    name: 'PNG whose pixels are no zlib stream',
    bytes: () => craft.png(64, 64, noise(900)),
    code: 'image.damaged',
  },
  {
    name: 'PNG with half of its rows',
    bytes: () => craft.png(64, 64, craft.zeros(32 * 193)),
    code: 'image.damaged',
  },
  { name: 'PNG of no width', bytes: () => craft.png(0, 64, craft.zeros(64)), code: 'image.damaged' },
  {
    name: 'WebP header, then noise',
    bytes: () => craft.riff(craft.riffChunk('VP8 ', noise(500))),
    code: 'image.damaged',
  },
  {
    name: 'WebP whose canvas is not its picture’s size',
    bytes: async () => craft.webpClaiming(await webp(), 4000, 4000),
    code: 'image.damaged',
  },
  { name: 'AVIF with scratched data', bytes: scratched(avif), code: 'image.damaged' },
  {
    name: 'AVIF claiming to be smaller than it is',
    bytes: async () => craft.avifClaiming(await flat(2000, 2000).avif({ effort: 0 }).toBuffer(), 64, 64),
    code: 'image.damaged',
  },
  { name: 'GIF with scratched data', bytes: scratched(gif), code: 'image.damaged' },
  { name: 'GIF without a frame', bytes: () => craft.gif(64, 64, 0), code: 'image.damaged' },
];

const bombs: HostileFile[] = [
  {
    name: 'PNG bomb: 30000×30000 zeros in 110 kB',
    bytes: () => craft.png(30_000, 30_000, craft.zeros(30_000 * 3751), { colour: 0, depth: 1 }),
    code: 'image.too-many-pixels',
  },
  {
    name: 'PNG claiming 60000×60000',
    bytes: () => craft.png(60_000, 60_000, craft.zeros(100)),
    code: 'image.too-many-pixels',
  },
  {
    name: 'JPEG claiming 65500×65500',
    bytes: async () => craft.jpegClaiming(await jpeg(), 65_500, 65_500),
    code: 'image.too-many-pixels',
  },
  {
    name: 'lossless WebP of 16383×16383 in 40 bytes',
    bytes: async () =>
      craft.losslessWebpClaiming(await flat(64, 64).webp({ lossless: true }).toBuffer(), 16_383, 16_383),
    code: 'image.too-many-pixels',
  },
  {
    name: 'AVIF claiming 30000×30000',
    bytes: async () => craft.avifClaiming(await avif(), 30_000, 30_000),
    code: 'image.too-many-pixels',
  },
  {
    name: 'AVIF of 36 megapixels, which its decoder would unpack to 700 MB',
    bytes: async () => craft.avifClaiming(await avif(), 6000, 6000),
    code: 'image.too-many-pixels',
  },
  {
    name: 'GIF whose frame claims 65535×65535',
    bytes: () => craft.gif(65_535, 65_535, 1, { width: 65_535, height: 65_535 }, 100),
    code: 'image.too-many-pixels',
  },
];

const otherTypes: HostileFile[] = [
  { name: 'zero bytes', bytes: text(''), code: 'image.empty' },
  { name: 'one byte', bytes: text('\xff'), code: 'image.unknown-type' },
  { name: 'plain text', bytes: text('Dear painter, …'), code: 'image.unknown-type' },
  {
    name: 'HTML',
    bytes: text(`<!DOCTYPE html><html><body>${SVG}</body></html>`),
    code: 'image.unknown-type',
  },
  { name: 'JSON', bytes: text('{"message": "404: Not Found", "code": 0}'), code: 'image.unknown-type' },
  { name: 'PDF', bytes: text('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n'), code: 'image.unknown-type' },
  { name: 'ZIP', bytes: text('PK\x03\x04\x14\0\0\0\x08\0photo.jpg'), code: 'image.unknown-type' },
  {
    name: 'Windows program',
    bytes: text(`MZ\x90\0\x03${'\0'.repeat(300)}PE\0\0`),
    code: 'image.unknown-type',
  },
  {
    name: 'Linux program',
    bytes: text(`\x7fELF\x02\x01\x01${'\0'.repeat(300)}`),
    code: 'image.unknown-type',
  },
  { name: 'shell script', bytes: text('#!/bin/sh\nrm -rf ~\n'), code: 'image.unknown-type' },
  { name: 'gzip of something else', bytes: () => gzipSync('hello'), code: 'image.unknown-type' },
  { name: 'TIFF', bytes: () => picture().tiff().toBuffer(), code: 'image.unknown-type' },
  {
    name: 'BMP',
    bytes: text(`BM\x36\x03\0\0\0\0\0\0\x36\0\0\0${'\0'.repeat(800)}`),
    code: 'image.unknown-type',
  },
  { name: 'ICO', bytes: text(`\0\0\x01\0\x01\0\x10\x10${'\0'.repeat(800)}`), code: 'image.unknown-type' },
  { name: 'PSD', bytes: text(`8BPS\0\x01${'\0'.repeat(800)}`), code: 'image.unknown-type' },
  {
    name: 'JPEG 2000',
    bytes: text(`\0\0\0\x0cjP  \r\n\x87\n${'\0'.repeat(99)}`),
    code: 'image.unknown-type',
  },
  { name: 'JPEG XL', bytes: text(`\xff\x0a${'\0'.repeat(99)}`), code: 'image.jpeg-xl' },
  {
    name: 'JPEG XL in a container',
    bytes: text(`\0\0\0\x0cJXL \r\n\x87\n${'\0'.repeat(99)}`),
    code: 'image.jpeg-xl',
  },
  {
    name: 'HEIC',
    bytes: async () => craft.patch(await avif(), 8, Buffer.from('heic\0\0\0\0mif1heicmiafheix', 'latin1')),
    code: 'image.heic',
  },
  { name: 'MP4', bytes: text('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'), code: 'image.unknown-type' },
  { name: 'WAV', bytes: text('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0'), code: 'image.unknown-type' },
  {
    name: 'ImageMagick script',
    bytes: text('push graphic-context\nfill "url(https://a.invalid)"'),
    code: 'image.unknown-type',
  },
  { name: 'SVG', bytes: text(SVG), code: 'image.svg' },
  {
    name: 'SVG with prolog',
    bytes: text(`<?xml version="1.0"?>\n<!-- hand made -->\n${SVG}`),
    code: 'image.svg',
  },
  { name: 'SVG with growing entities', bytes: text(ENTITIES + SVG), code: 'image.svg' },
  { name: 'SVG in UTF-16', bytes: () => Buffer.from(`\uFEFF${SVG}`, 'utf16le'), code: 'image.svg' },
  { name: 'SVGZ', bytes: () => gzipSync(SVG), code: 'image.svg' },
  { name: 'SVGZ bomb', bytes: () => gzipSync(SVG + ' '.repeat(50e6)), code: 'image.svg' },
];

const shapes: HostileFile[] = [
  { name: '1×1', bytes: () => flat(1, 1).png().toBuffer(), code: 'image.too-small' },
  { name: '1×5000', bytes: () => flat(1, 5000).jpeg().toBuffer(), code: 'image.too-small' },
  { name: '15×400', bytes: () => flat(15, 400).webp().toBuffer(), code: 'image.too-small' },
  { name: '16×5000', bytes: () => flat(16, 5000).png().toBuffer(), code: 'image.too-narrow' },
  { name: '5000×20 GIF', bytes: () => flat(5000, 20).gif().toBuffer(), code: 'image.too-narrow' },
];

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...truncated,
  ...damaged,
  ...bombs,
  ...otherTypes,
  ...shapes,
];

const size = { width: WIDTH, height: HEIGHT };

export const ODD_FILES: readonly OddFile[] = [
  {
    name: 'CMYK JPEG',
    bytes: () => picture().toColourspace('cmyk').jpeg().toBuffer(),
    type: 'jpeg',
    ...size,
  },
  { name: 'grey JPEG', bytes: () => picture().greyscale().jpeg().toBuffer(), type: 'jpeg', ...size },
  { name: 'progressive JPEG', bytes: progressive, type: 'jpeg', ...size },
  {
    name: 'JPEG turned by EXIF',
    bytes: () => picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    type: 'jpeg',
    width: HEIGHT,
    height: WIDTH,
  },
  {
    name: 'JPEG with a film behind it, as phones write',
    bytes: async () =>
      Buffer.concat([await jpeg(), Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), noise(9000)]),
    type: 'jpeg',
    ...size,
  },
  {
    name: 'JPEG with stray bytes between two markers',
    bytes: async () => craft.insert(await jpeg(), 20, [0, 0, 0]),
    type: 'jpeg',
    ...size,
  },
  {
    name: 'JPEG with a broken colour profile',
    bytes: async () => craft.insert(await jpeg(), 2, craft.jpegProfile(noise(600))),
    type: 'jpeg',
    ...size,
  },
  {
    name: '16-bit PNG',
    bytes: () => picture().toColourspace('rgb16').png().toBuffer(),
    type: 'png',
    ...size,
  },
  { name: 'interlaced PNG', bytes: interlaced, type: 'png', ...size },
  {
    name: 'palette PNG with alpha',
    bytes: () => glass().png({ palette: true }).toBuffer(),
    type: 'png',
    ...size,
  },
  {
    name: 'grey PNG with alpha',
    bytes: () => glass().toColourspace('b-w').png().toBuffer(),
    type: 'png',
    ...size,
  },
  {
    name: '1-bit PNG',
    bytes: () => craft.png(64, 48, craft.zeros(48 * 9), { colour: 0, depth: 1 }),
    type: 'png',
    width: 64,
    height: 48,
  },
  {
    name: 'PNG in Display P3',
    bytes: () => picture().withIccProfile('p3').png().toBuffer(),
    type: 'png',
    ...size,
  },
  {
    name: 'PNG with a broken colour profile',
    bytes: () => craft.png(64, 48, craft.zeros(48 * 193), { extra: [craft.pngChunk('iCCP', noise(300))] }),
    type: 'png',
    width: 64,
    height: 48,
  },
  {
    name: 'PNG whose text would unpack to 4.9 GB',
    bytes: () => {
      const bomb = craft.compressedText('Comment', 49e6);
      return craft.png(64, 48, craft.zeros(48 * 193), { extra: Array.from({ length: 100 }, () => bomb) });
    },
    type: 'png',
    width: 64,
    height: 48,
  },
  {
    name: 'PNG with a ZIP behind it',
    bytes: async () => Buffer.concat([await png(), Buffer.from('PK\x03\x04')]),
    type: 'png',
    ...size,
  },
  { name: 'WebP with alpha', bytes: () => glass().webp().toBuffer(), type: 'webp', ...size },
  { name: 'animated WebP', bytes: () => film().webp().toBuffer(), type: 'webp', ...size },
  { name: 'AVIF', bytes: avif, type: 'avif', ...size },
  { name: 'AVIF with alpha', bytes: () => glass().avif({ effort: 0 }).toBuffer(), type: 'avif', ...size },
  { name: 'animated GIF', bytes: () => film().gif().toBuffer(), type: 'gif', ...size },
  {
    name: 'animated GIF, cut off behind its first frame',
    bytes: async () => {
      const whole = await film()
        .gif({ delay: [10, 10, 10] })
        .toBuffer();
      return whole.subarray(0, Math.floor(whole.length * 0.8));
    },
    type: 'gif',
    ...size,
  },
  {
    name: 'GIF of 20 000 frames',
    bytes: () => craft.gif(20, 16, 20_000),
    type: 'gif',
    width: 20,
    height: 16,
  },
  {
    name: 'GIF whose frame is larger than its screen',
    bytes: () => craft.gif(20, 20, 1, { width: 200, height: 100 }),
    type: 'gif',
    width: 200,
    height: 100,
  },
  {
    name: 'the smallest: 16×16',
    bytes: () => flat(16, 16).png().toBuffer(),
    type: 'png',
    width: 16,
    height: 16,
  },
];
