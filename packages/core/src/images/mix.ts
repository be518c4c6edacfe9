import type { Image } from './image.ts';
import { resample } from './resize.ts';

/** Two pictures of one size laid over each other, share of b in [0, 1]; in sRGB values, whose steps look even. */
export function mix(a: Image, b: Image, share: number): Image {
  if (share === 0) return a;
  if (share === 1) return b;
  const data = new Float32Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i]! * (1 - share) + b.data[i]! * share;
  return { ...a, data };
}

/** A picture with a share of what has changed between two small ones, enlarged; clamped to [0, 1]. */
export function changed(picture: Image, before: Image, after: Image, share: number): Image {
  // halved around grey, a difference is an image, which is enlarged once instead of two
  const halved = { ...after, data: after.data.map((value, i) => 0.5 + (value - before.data[i]!) / 2) };
  const { data: enlarged } = resample(halved, picture.width, picture.height);
  const data = picture.data.map((value, i) =>
    Math.min(1, Math.max(0, value + share * (2 * enlarged[i]! - 1))),
  );
  return { ...picture, data };
}
