import type { Image } from './image.ts';
import { resample } from './resize.ts';

/** Window and constants of Wang et al. 2004: a Gaussian of 11 pixels with deviation 1.5; values are in [0, 1]. */
const RADIUS = 5;
const DEVIATION = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;
/** Shorter side at which forms are compared, pixels: what the authors' own program brings pictures down to. */
const SIDE = 256;

const WINDOW = windowOf(RADIUS, DEVIATION);

const reduced = (side: number, factor: number) => Math.max(1, Math.round(side / factor));

/**
 * Mean structural similarity of two pictures' luminance, at most 1, which is equal (Wang et al. 2004): both are brought
 * to a shorter side of 256 pixels, or stay where they are smaller. `b` may have another size than `a`, but not another
 * shape.
 */
export function ssim(a: Image, b: Image): number {
  const factor = Math.max(1, Math.round(Math.min(a.width, a.height) / SIDE));
  const [width, height] = [reduced(a.width, factor), reduced(a.height, factor)];
  const [x, y] = [luminance(resample(a, width, height)), luminance(resample(b, width, height))];
  const mean = (values: (i: number) => number) => blurred(values, width, height);
  const [mx, my] = [mean((i) => x[i]!), mean((i) => y[i]!)];
  const [xx, yy, xy] = [mean((i) => x[i]! * x[i]!), mean((i) => y[i]! * y[i]!), mean((i) => x[i]! * y[i]!)];
  let sum = 0;
  for (let i = 0; i < mx.length; i++) {
    const [p, q] = [mx[i]!, my[i]!];
    const [vx, vy, cov] = [xx[i]! - p * p, yy[i]! - q * q, xy[i]! - p * q];
    sum += ((2 * p * q + C1) * (2 * cov + C2)) / ((p * p + q * q + C1) * (vx + vy + C2));
  }
  return sum / mx.length;
}

/** Rec. 709 weights on the encoded values. */
function luminance({ data }: Image): Float64Array {
  return Float64Array.from({ length: data.length / 3 }, (_, i) => {
    return 0.2126 * data[i * 3]! + 0.7152 * data[i * 3 + 1]! + 0.0722 * data[i * 3 + 2]!;
  });
}

function windowOf(radius: number, deviation: number): Float64Array {
  const values = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** Weighted means around every pixel; at the borders over the part of the window that lies inside. */
function blurred(value: (i: number) => number, width: number, height: number): Float64Array {
  const source = Float64Array.from({ length: width * height }, (_, i) => value(i));
  const along = (from: Float64Array, length: number, lines: number, step: number, line: number) => {
    const to = new Float64Array(from.length);
    for (let l = 0; l < lines; l++) {
      for (let o = 0; o < length; o++) {
        let [sum, weight] = [0, 0];
        for (let k = Math.max(-RADIUS, -o); k <= Math.min(RADIUS, length - 1 - o); k++) {
          sum += WINDOW[k + RADIUS]! * from[l * line + (o + k) * step]!;
          weight += WINDOW[k + RADIUS]!;
        }
        to[l * line + o * step] = sum / weight;
      }
    }
    return to;
  };
  return along(along(source, width, height, 1, width), height, width, width, 1);
}
