import type { Image } from './image.ts';

/** Y of YIQ (NTSC 1953, on sRGB values, as Gatys et al. 2016 use it): [0, 1]. */
function luminanceOf(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** The same of the pixel whose values begin there. */
export function luminanceAt(data: Float32Array, at: number): number {
  return luminanceOf(data[at]!, data[at + 1]!, data[at + 2]!);
}

/** A picture's luminance in all three channels. */
export function grey(image: Image): Image {
  const data = new Float32Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    data.fill(luminanceOf(image.data[i]!, image.data[i + 1]!, image.data[i + 2]!), i, i + 3);
  }
  return { ...image, data };
}

/**
 * The luminance of a painting with mean and standard deviation of the photo's, so that a dark photo is painted
 * dark (Gatys et al. 2016, "Preserving Color in Neural Artistic Style Transfer", eq. 10). Clamped to [0, 1].
 */
export function matchLuminance(painting: Image, photo: Image): Image {
  const own = grey(painting);
  const [from, to] = [moments(own.data), moments(grey(photo).data)];
  const gain = from.deviation === 0 ? 0 : to.deviation / from.deviation;
  const data = own.data.map((value) => Math.min(1, Math.max(0, to.mean + gain * (value - from.mean))));
  return { ...own, data };
}

/**
 * Y of the painting with I and Q of the photo. YIQ is linear and grey has neither I nor Q, so the difference
 * in luminance is added to all three channels of the photo. Clamped to [0, 1].
 */
export function withLuminanceOf(painting: Image, photo: Image): Image {
  const data = new Float32Array(photo.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const wanted = luminanceOf(painting.data[i]!, painting.data[i + 1]!, painting.data[i + 2]!);
    const more = wanted - luminanceOf(photo.data[i]!, photo.data[i + 1]!, photo.data[i + 2]!);
    for (let c = i; c < i + 3; c++) data[c] = Math.min(1, Math.max(0, photo.data[c]! + more));
  }
  return { ...photo, data };
}

function moments(data: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  for (const value of data) sum += value;
  const mean = sum / data.length;
  let squares = 0;
  for (const value of data) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / data.length) };
}
