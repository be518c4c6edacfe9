import type { Image } from '../images/image.ts';
import { resize } from '../images/resize.ts';
import { SMALLEST_CROP } from './options.ts';

export interface CropOptions {
  /** in pixels */
  side: number;
  /** values in [0, 1) */
  next: () => number;
}

/** A random square of a random photo, from the whole to a detail, perhaps mirrored. */
export async function randomCrop(photos: readonly Image[], { side, next }: CropOptions): Promise<Image> {
  const photo = photos[Math.floor(next() * photos.length)]!;
  const most = Math.min(photo.width, photo.height);
  // uniform in the logarithm, with more of the large ones
  const own = Math.round(most * (Math.min(SMALLEST_CROP, most) / most) ** (next() ** 1.5));
  const left = Math.floor(next() * (photo.width - own + 1));
  const top = Math.floor(next() * (photo.height - own + 1));
  const square = await resize(cut(photo, left, top, own), side, side);
  return next() < 0.5 ? mirrored(square) : square;
}

/** Pictures of one size in a row: the loss network then takes its statistics over all of them together. */
export function besideEachOther(pictures: readonly Image[]): Image {
  const { width, height } = pictures[0]!;
  const data = new Float32Array(3 * width * height * pictures.length);
  for (const [i, picture] of pictures.entries()) {
    for (let y = 0; y < height; y++) {
      const line = picture.data.subarray(3 * y * width, 3 * (y + 1) * width);
      data.set(line, 3 * width * (y * pictures.length + i));
    }
  }
  return { width: width * pictures.length, height, data };
}

function cut({ width, data }: Image, left: number, top: number, side: number): Image {
  const result = new Float32Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const from = 3 * ((top + y) * width + left);
    result.set(data.subarray(from, from + 3 * side), 3 * y * side);
  }
  return { width: side, height: side, data: result };
}

function mirrored({ width, height, data }: Image): Image {
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + width - 1 - x);
      for (let c = 0; c < 3; c++) result[3 * (y * width + x) + c] = data[from + c]!;
    }
  }
  return { width, height, data: result };
}
