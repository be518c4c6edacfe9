import type { Image } from './image.ts';

/**
 * A picture mirrored over its right and lower edge until its sides are multiples and not too small. margin: pixels by which
 * it is mirrored over all four edges first.
 */
export function extend(image: Image, multiple: number, smallest = multiple, margin = 0): Image {
  const long = (side: number) => Math.max(smallest, Math.ceil((side + 2 * margin) / multiple) * multiple);
  const [width, height] = [long(image.width), long(image.height)];
  if (width === image.width && height === image.height) return image;
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const row = mirror(Math.abs(y - margin), image.height) * image.width;
    data.set(image.data.subarray(3 * row, 3 * (row + image.width)), 3 * (y * width + margin));
    const mirrored = (x: number) => {
      const from = 3 * (row + mirror(Math.abs(x - margin), image.width));
      data.set(image.data.subarray(from, from + 3), 3 * (y * width + x));
    };
    for (let x = 0; x < margin; x++) mirrored(x);
    for (let x = margin + image.width; x < width; x++) mirrored(x);
  }
  return { width, height, data };
}

/** The upper left part of an image. */
export function crop(image: Image, width: number, height: number): Image {
  if (width === image.width && height === image.height) return image;
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = 3 * y * image.width;
    data.set(image.data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { width, height, data };
}

/** Whole pixels of a picture. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A part of an image, which lies in it. */
export function cut(image: Image, { left, top, width, height }: Rectangle): Image {
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * image.width + left);
    data.set(image.data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { width, height, data };
}

/** Index i ≥ 0 reflected into [0, length): … 2 1 0 1 2 … without repeating the edge. */
function mirror(i: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * length - 2;
  const rest = i % period;
  return rest < length ? rest : period - rest;
}
