import type { Image } from './image.ts';

/** Two pictures of one size laid over each other, share of b in [0, 1]; in sRGB values, whose steps look even. */
export function mix(a: Image, b: Image, share: number): Image {
  if (share === 0) return a;
  if (share === 1) return b;
  const data = new Float32Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i]! * (1 - share) + b.data[i]! * share;
  return { ...a, data };
}
