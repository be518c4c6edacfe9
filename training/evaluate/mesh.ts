import type { Image } from '@atelier/core/images/image.ts';

/** Periods in which a mesh would be, pixels: what a loss network hardly sees. */
const PERIODS = { from: 2, to: 2.9 } as const;
/** Degrees from the nearer axis: within the first they lie along it, beyond the second along the diagonals. */
const ANGLES = { axis: 10, diagonal: 35 } as const;

/**
 * How much stronger waves of 2.0 to 2.9 pixels are along the axes than along the diagonals: 1 is none, photos have 0.7 to
 * 1. Mean energy of the lightness under a Hann window. A mesh of four pixels and more is not seen by it.
 */
export function mesh(image: Image): number {
  const { width, height } = image;
  const [columns, rows] = [powerOfTwo(width), powerOfTwo(height)];
  const real = new Float64Array(columns * rows);
  const imaginary = new Float64Array(columns * rows);
  const lightness = lightnessOf(image);
  const middle = lightness.reduce((sum, value) => sum + value, 0) / lightness.length;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const window = hann(x, width) * hann(y, height);
      real[y * columns + x] = window * (lightness[y * width + x]! - middle);
    }
  }
  for (let y = 0; y < rows; y++) transform(real, imaginary, { from: y * columns, step: 1, length: columns });
  for (let x = 0; x < columns; x++) transform(real, imaginary, { from: x, step: columns, length: rows });
  const sums = { axis: 0, diagonal: 0 };
  const counts = { axis: 0, diagonal: 0 };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const where = placeOf(Math.min(x, columns - x) / columns, Math.min(y, rows - y) / rows);
      if (where === undefined) continue;
      const at = y * columns + x;
      sums[where] += real[at]! ** 2 + imaginary[at]! ** 2;
      counts[where]++;
    }
  }
  return sums.axis / counts.axis / (sums.diagonal / counts.diagonal);
}

/** Frequencies in waves per pixel. */
function placeOf(x: number, y: number): 'axis' | 'diagonal' | undefined {
  const radius = Math.hypot(x, y);
  if (radius < 1 / PERIODS.to || radius > 1 / PERIODS.from) return undefined;
  const degrees = (180 / Math.PI) * Math.atan2(Math.min(x, y), Math.max(x, y));
  if (degrees < ANGLES.axis) return 'axis';
  return degrees > ANGLES.diagonal ? 'diagonal' : undefined;
}

/** Rec. 601, levels of 255. */
function lightnessOf({ data, width, height }: Image): Float64Array {
  return Float64Array.from({ length: width * height }, (_, i) => {
    return 255 * (0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!);
  });
}

function hann(i: number, length: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (length - 1));
}

function powerOfTwo(length: number): number {
  return 2 ** Math.ceil(Math.log2(length));
}

/** Cooley and Tukey 1965, in place: one line of values, `step` apart, whose length is a power of two. */
function transform(
  real: Float64Array,
  imaginary: Float64Array,
  { from, step, length }: { from: number; step: number; length: number },
): void {
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const [a, b] = [from + i * step, from + j * step];
      [real[a], real[b]] = [real[b]!, real[a]!];
      [imaginary[a], imaginary[b]] = [imaginary[b]!, imaginary[a]!];
    }
  }
  for (let size = 2; size <= length; size *= 2) {
    const turn = (-2 * Math.PI) / size;
    for (let k = 0; k < size / 2; k++) {
      const [cos, sin] = [Math.cos(turn * k), Math.sin(turn * k)];
      for (let begin = k; begin < length; begin += size) {
        const [a, b] = [from + begin * step, from + (begin + size / 2) * step];
        const re = real[b]! * cos - imaginary[b]! * sin;
        const im = real[b]! * sin + imaginary[b]! * cos;
        real[b] = real[a]! - re;
        imaginary[b] = imaginary[a]! - im;
        real[a]! += re;
        imaginary[a]! += im;
      }
    }
  }
}
