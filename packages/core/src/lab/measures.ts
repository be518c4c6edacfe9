import type { Image } from '../images/image.ts';
import { resample } from '../images/resize.ts';

/** Numbers about one picture, or two of one size, without a network. */

/** Mean absolute difference of neighbouring pixels, levels of 255: what is rough has much of it. */
export function roughness({ width, height, data }: Image): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      for (let c = at; c < at + 3; c++) {
        if (x + 1 < width) sum += Math.abs(data[c + 3]! - data[c]!);
        if (y + 1 < height) sum += Math.abs(data[c + 3 * width]! - data[c]!);
      }
      count += 3 * (Number(x + 1 < width) + Number(y + 1 < height));
    }
  }
  return (255 * sum) / count;
}

/** Root of the mean squared difference, levels of 255. */
export function pixelError(a: Image, b: Image): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i]! - b.data[i]!) ** 2;
  return 255 * Math.sqrt(sum / a.data.length);
}

/**
 * Mean wavelength of the luminance in pixels, 2π √(variance / mean squared slope) (Rice 1944 for noise): how large what is
 * to be seen is. Slopes are of the picture at half its size, which leaves single pixels out.
 */
export function wavelength(image: Image): number {
  const { grey, width, height } = greyOf(half(image));
  let [sum, squares, slopes, count] = [0, 0, 0, 0];
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = y * width + x;
      const value = grey[at]!;
      sum += value;
      squares += value * value;
      slopes += (grey[at + 1]! - value) ** 2 + (grey[at + width]! - value) ** 2;
      count++;
    }
  }
  const variance = squares / count - (sum / count) ** 2;
  return (2 * 2 * Math.PI * Math.sqrt(variance)) / Math.sqrt(slopes / 2 / count + 1e-12);
}

/** Longer side at which only the arrangement is left, pixels. */
const LAYOUT = 16;

/** Correlation of the luminance of two pictures of one aspect at 16 pixels, −1 to 1: whether the same is in the same places. */
export function likeLayout(a: Image, b: Image): number {
  const size = sizeWithin(a, LAYOUT);
  const [x, y] = [a, b].map((image) => greyOf(resample(image, size.width, size.height)).grey);
  return correlation(x!, y!);
}

/** Pearson's, of two lists of one length. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - mx, y[i]! - my];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy + 1e-24);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Across what the luminance changes most. */
export interface Direction {
  /** degrees clockwise from "to the right", 0 to 180 */
  readonly degrees: number;
  /** 0: none before others, 1: it alone */
  readonly strength: number;
}

/** From the structure tensor of the whole picture (Bigün and Granlund 1987), slopes taken at half its size. */
export function direction(image: Image): Direction {
  const { grey, width, height } = greyOf(half(image));
  let [xx, xy, yy] = [0, 0, 0];
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const at = y * width + x;
      const [dx, dy] = [grey[at + 1]! - grey[at - 1]!, grey[at + width]! - grey[at - width]!];
      xx += dx * dx;
      xy += dx * dy;
      yy += dy * dy;
    }
  }
  const degrees = (90 / Math.PI) * Math.atan2(2 * xy, xx - yy);
  return { degrees: (degrees + 180) % 180, strength: Math.hypot(xx - yy, 2 * xy) / (xx + yy + 1e-12) };
}

/** Angle between two directions, 0 to 90 degrees. */
export function between(a: number, b: number): number {
  const turn = (((a - b) % 180) + 180) % 180;
  return Math.min(turn, 180 - turn);
}

/** Standard deviation of all values, levels of 255. */
export function contrast({ data }: Image): number {
  const middle = mean(data);
  let sum = 0;
  for (const value of data) sum += (value - middle) ** 2;
  return 255 * Math.sqrt(sum / data.length);
}

function greyOf({ width, height, data }: Image): { grey: Float32Array; width: number; height: number } {
  const grey = Float32Array.from({ length: width * height }, (_, i) => {
    return 0.2126 * data[3 * i]! + 0.7152 * data[3 * i + 1]! + 0.0722 * data[3 * i + 2]!;
  });
  return { grey, width, height };
}

function half(image: Image): Image {
  return resample(image, Math.max(2, image.width >> 1), Math.max(2, image.height >> 1));
}

function sizeWithin({ width, height }: Image, side: number): { width: number; height: number } {
  const scale = side / Math.max(width, height);
  return { width: Math.max(2, Math.round(width * scale)), height: Math.max(2, Math.round(height * scale)) };
}

/** Whether each value is larger than the one before; `slack`: by which it may fall all the same. */
export function isRising(values: readonly number[], slack = 0): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]! - slack);
}

export function isFalling(values: readonly number[], slack = 0): boolean {
  return isRising(
    values.map((value) => -value),
    slack,
  );
}

/** Three significant digits, as a person reads them. */
export function digits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size >= 1e5 || size < 1e-3) return sign + size.toExponential(2);
  return sign + (size >= 100 ? String(Math.round(size)) : size.toPrecision(3));
}
