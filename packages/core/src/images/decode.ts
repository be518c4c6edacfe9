import type { Image } from './image.ts';
import { open } from './open.ts';
import { fit } from './resize.ts';

/** Transparent pixels are laid over white: paper, and what Discord's light theme would show. */
const PAPER = '#ffffff';

/**
 * Bytes → picture: JPEG, PNG, WebP, AVIF or a GIF's first frame; upright by its EXIF orientation; colours
 * from its profile (also CMYK, grey, 16 bits) to sRGB; alpha over white.
 *
 * `maxSide`: longer side in pixels that is needed, ≥ 1, default none; a larger picture is shrunk while it is
 * read, which for a JPEG saves most of the time and memory. A smaller one is not enlarged.
 *
 * Throws AtelierError `image.*` as `inspect` does.
 */
export function decode(bytes: Uint8Array, options: { maxSide?: number } = {}): Promise<Image> {
  return open(bytes, async ({ width, height, pipeline }) => {
    const { maxSide = Number.POSITIVE_INFINITY } = options;
    let upright = pipeline();
    if (Math.max(width, height) > maxSide) {
      const size = fit(width, height, maxSide);
      upright = upright.resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3' });
    }
    const { data, info } = await upright
      .flatten({ background: PAPER })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: toFloats(data, info.channels) };
  });
}

/** 8-bit samples, 1 or 3 bands → [H, W, 3] in [0, 1] */
function toFloats(samples: Uint8Array, channels: number): Float32Array {
  const pixels = samples.length / channels;
  const data = new Float32Array(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) data[i * 3 + c] = samples[i * channels + (channels >= 3 ? c : 0)] / 255;
  }
  return data;
}
