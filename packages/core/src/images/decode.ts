import type { Metadata, Sharp } from 'sharp';
import { type Frame, firstFrame } from './first-frame.ts';
import type { Image } from './image.ts';
import { type Opened, open } from './open.ts';
import { fit } from './resize.ts';
import { sharp } from './sharp.ts';
import { type Samples, toSrgb } from './to-srgb.ts';

/** What transparent pixels are laid over. */
const PAPER = '#ffffff';

/**
 * Bytes → picture: JPEG, PNG, WebP, AVIF or an animation's first frame; upright by its EXIF orientation; colours
 * from its profile (also CMYK, grey, 16 bits) or its colour signal (Display P3, HDR) to sRGB; alpha over
 * white, and kept beside where not all of it is opaque.
 *
 * `maxSide`: longer side in pixels that is needed, ≥ 1, default none; a larger picture is shrunk while it is
 * read, which for a JPEG saves most of the time and memory. A smaller one is not enlarged.
 *
 * Throws AtelierError `image.*` as `inspect` does.
 * @example const photo = await decode(await readFile('photo.jpg'), { maxSide: 1024 });
 */
export function decode(bytes: Uint8Array, options: { maxSide?: number } = {}): Promise<Image> {
  return open(bytes, async (image) => {
    const { width, height, type, header, signal } = image;
    const { maxSide = Number.POSITIVE_INFINITY } = options;
    const shrunk = (pipeline: Sharp) => {
      if (Math.max(width, height) <= maxSide) return pipeline;
      const size = fit(width, height, maxSide);
      // libwebp's own scaler, which sharp would use, averages boxes: edges become soft and uneven
      const fastShrinkOnLoad = type !== 'webp';
      return pipeline.resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad });
    };
    if (signal !== undefined) {
      const read = await samples(shrunk(image.pipeline()), header);
      return { ...toSrgb(read, signal), ...alphaIn(read) };
    }
    const frame = partOf(image, firstFrame(bytes, type));
    const onPaper = asSrgb(image.pipeline().flatten({ background: PAPER }), header);
    const picture = await pixels(shrunk(frame === undefined ? onPaper : await framed(onPaper, frame)));
    // a screen that its first frame leaves bare has paper there, and nothing to see through
    if (!header.hasAlpha || frame !== undefined) return picture;
    return { ...picture, ...alphaIn(await samples(shrunk(image.pipeline()), header)) };
  });
}

/**
 * sharp converts the profile of a picture with more than 8 bits to Display P3 and leaves it there. Told to work in
 * sRGB it gets the colours right, but reads every picture in full; so only these are told.
 */
function asSrgb(pipeline: Sharp, { hasProfile, depth }: Metadata): Sharp {
  return hasProfile && depth !== 'uchar' ? pipeline.pipelineColourspace('srgb') : pipeline;
}

async function pixels(pipeline: Sharp): Promise<Image> {
  const { data, info } = await pipeline.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: toFloats(data, info.channels) };
}

/** RGBA as in the file, 8 or 16 bits. libvips moves the 10 or 12 bits of an AVIF up to 16 with zeros behind them. */
async function samples(pipeline: Sharp, { depth, bitsPerSample = 16 }: Metadata): Promise<Samples> {
  const deep = depth !== 'uchar';
  const most = deep ? 0x10000 - 2 ** (16 - bitsPerSample) : 255;
  const { data, info } = await pipeline
    .ensureAlpha()
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const values = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  return { width: info.width, height: info.height, data: values, most };
}

/** The alpha of samples, where something of it is not opaque. */
function alphaIn({ data, most }: Samples): Pick<Image, 'alpha'> {
  const alpha = new Uint8Array(data.length / 4);
  let opaque = true;
  for (let i = 0; i < alpha.length; i++) {
    alpha[i] = Math.round((255 * Math.min(most, data[4 * i + 3]!)) / most);
    opaque &&= alpha[i] === 255;
  }
  return opaque ? {} : { alpha };
}

/** The first frame where it leaves some of the screen bare. A turned one is not looked for. */
function partOf({ width, height, header }: Opened, frame: Frame | undefined): Frame | undefined {
  if (frame === undefined || (header.orientation ?? 1) > 1) return undefined;
  const { left, top } = frame;
  const covers = left === 0 && top === 0 && frame.width >= width && frame.height >= height;
  return covers || left >= width || top >= height ? undefined : frame;
}

/** The screen with paper around the frame. */
async function framed(pipeline: Sharp, { left, top, width, height }: Frame): Promise<Sharp> {
  const { data, info } = await pipeline.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  for (let y = 0; y < info.height; y++) {
    const row = data.subarray(y * info.width * info.channels, (y + 1) * info.width * info.channels);
    if (y < top || y >= top + height) row.fill(255);
    row.fill(255, 0, left * info.channels);
    row.fill(255, Math.min(info.width, left + width) * info.channels);
  }
  const { channels } = info;
  return sharp(data, { raw: { width: info.width, height: info.height, channels: channels as 1 | 3 } });
}

/** What a sample of 8 bits means. */
const VALUES = Float32Array.from({ length: 256 }, (_, sample) => sample / 255);

/** 8-bit samples, 1 or 3 bands → [H, W, 3] in [0, 1] */
function toFloats(samples: Uint8Array, channels: number): Float32Array {
  const pixels = samples.length / channels;
  const data = new Float32Array(pixels * 3);
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0];
  for (let from = 0, to = 0; from < samples.length; from += channels, to += 3) {
    data[to] = VALUES[samples[from]!]!;
    data[to + 1] = VALUES[samples[from + green]!]!;
    data[to + 2] = VALUES[samples[from + blue]!]!;
  }
  return data;
}
