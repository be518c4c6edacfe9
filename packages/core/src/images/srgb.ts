import type { Image } from './image.ts';

/** sRGB's transfer curve (IEC 61966-2-1) and its inverse, for values in [0, 1]. */
export function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

export function fromLinear(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** A picture in amounts of light rather than sRGB values: what mixing and averaging colours means in nature. */
export function linearised(image: Image): Image {
  return { ...image, data: image.data.map(toLinear) };
}

export function encoded(image: Image): Image {
  return { ...image, data: image.data.map(fromLinear) };
}
