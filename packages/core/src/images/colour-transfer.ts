import type { Image } from './image.ts';

/** Mean [3] and covariance [9, row by row, symmetric] of the RGB values of a picture, each in [0, 1]. */
export interface ColourStatistics {
  readonly mean: Float32Array;
  readonly covariance: Float32Array;
}

/** mask: of the same size, how much each pixel counts, by its first channel. Absent: all alike. */
export function colourStatistics({ data }: Image, mask?: Image): ColourStatistics {
  const weightAt = mask === undefined ? () => 1 : (i: number) => mask.data[i]!;
  let count = 0;
  for (let i = 0; i < data.length; i += 3) count += weightAt(i);
  count ||= 1;
  const mean = new Float64Array(3);
  const products = new Float64Array(9);
  for (let i = 0; i < data.length; i += 3) {
    const weight = weightAt(i);
    for (let a = 0; a < 3; a++) {
      mean[a]! += (weight * data[i + a]!) / count;
      for (let b = 0; b < 3; b++) products[3 * a + b]! += (weight * data[i + a]! * data[i + b]!) / count;
    }
  }
  const covariance = products.map((product, k) => product - mean[Math.floor(k / 3)]! * mean[k % 3]!);
  return { mean: Float32Array.from(mean), covariance: Float32Array.from(covariance) };
}

/**
 * Gives a picture the mean and covariance of other colours by the linear map that moves colours least
 * (Monge–Kantorovich; Pitié and Kokaram 2007, eq. 11): T = Σ^−½ (Σ^½ Σ' Σ^½)^½ Σ^−½, symmetric, so that light
 * stays light and no hue is turned round without need. Values are clamped to [0, 1]. With a mask the colours
 * under it become the others, and the same map is used everywhere.
 */
export function transferColours(image: Image, target: ColourStatistics, mask?: Image): Image {
  const own = colourStatistics(image, mask);
  const root = power(own.covariance, 0.5, LEAST_VARIANCE);
  const inverse = power(own.covariance, -0.5, LEAST_VARIANCE);
  const middle = power(product(product(root, target.covariance), root), 0.5, 0);
  const map = product(product(inverse, middle), inverse);
  const data = new Float32Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const r = image.data[i]! - own.mean[0]!;
    const g = image.data[i + 1]! - own.mean[1]!;
    const b = image.data[i + 2]! - own.mean[2]!;
    for (let a = 0; a < 3; a++) {
      const value = target.mean[a]! + map[3 * a]! * r + map[3 * a + 1]! * g + map[3 * a + 2]! * b;
      data[i + a] = Math.min(1, Math.max(0, value));
    }
  }
  return { width: image.width, height: image.height, data };
}

type Matrix = ArrayLike<number>;

/** Variances below this, a hundredth of a grey level squared, are a single colour: nothing there to spread. */
const LEAST_VARIANCE = 1e-5;

/** A symmetric, positive semi-definite 3×3 matrix to a power, by its eigenvalues, none below `least`. */
function power(matrix: Matrix, exponent: number, least: number): Float64Array {
  const { values, vectors } = eigen(matrix);
  const result = new Float64Array(9);
  for (let k = 0; k < 3; k++) {
    const scale = Math.max(values[k]!, least) ** exponent;
    for (let i = 0; i < 9; i++) {
      result[i]! += scale * vectors[3 * Math.floor(i / 3) + k]! * vectors[3 * (i % 3) + k]!;
    }
  }
  return result;
}

/** Jacobi's rotations (Golub and Van Loan, section 8.5); six sweeps are far more than 3×3 needs in float64. */
function eigen(matrix: Matrix): { values: number[]; vectors: Float64Array } {
  let a: Float64Array = Float64Array.from(matrix);
  let vectors: Float64Array = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  for (let sweep = 0; sweep < 6; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      // the smaller of the two angles that clear the element, or the sweeps need not converge
      const gap = a[3 * q + q]! - a[3 * p + p]!;
      const angle = 0.5 * Math.atan2(2 * a[3 * p + q]! * Math.sign(gap || 1), Math.abs(gap));
      const rotation = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
      rotation[3 * p + p] = rotation[3 * q + q] = Math.cos(angle);
      rotation[3 * p + q] = Math.sin(angle);
      rotation[3 * q + p] = -Math.sin(angle);
      a = product(product(transpose(rotation), a), rotation);
      vectors = product(vectors, rotation);
    }
  }
  return { values: [a[0]!, a[4]!, a[8]!], vectors };
}

function product(x: Matrix, y: Matrix): Float64Array {
  const result = new Float64Array(9);
  for (let i = 0; i < 9; i++) {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    result[i] = x[row]! * y[column]! + x[row + 1]! * y[column + 3]! + x[row + 2]! * y[column + 6]!;
  }
  return result;
}

function transpose(x: Matrix): Float64Array {
  return Float64Array.from({ length: 9 }, (_, i) => x[3 * (i % 3) + Math.floor(i / 3)]!);
}
