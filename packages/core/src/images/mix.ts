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

/** A picture with what has changed between two small ones, enlarged; clamped to [0, 1]. */
export function changed(picture: Image, before: Image, after: Image): Image {
  const { width, height } = picture;
  const [old, fresh] = [before, after].map((image) => resample(image, width, height)) as [Image, Image];
  const data = picture.data.map((value, i) => {
    return Math.min(1, Math.max(0, value + fresh.data[i]! - old.data[i]!));
  });
  return { ...picture, data };
}
