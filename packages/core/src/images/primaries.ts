import { BT709, type Chromaticities } from './colour-signal.ts';

/** 3 × 3, row by row */
export type Matrix = readonly number[];
type Rows = readonly [number, number, number, number, number, number, number, number, number];

/** Linear RGB of some primaries → linear RGB of BT.709, and the share of each primary in the luminance. */
export function toBt709(from: Chromaticities): { matrix: Matrix; luminance: readonly number[] } {
  const source = toXyz(from);
  const adapted = multiply(adaptation(whiteOf(from), whiteOf(BT709)), source);
  return { matrix: multiply(inverse(toXyz(BT709)), adapted), luminance: source.slice(3, 6) };
}

const xyz = (x: number, y: number) => [x / y, 1, (1 - x - y) / y] as const;
const whiteOf = (c: Chromaticities) => xyz(c[6], c[7]);

function toXyz(c: Chromaticities): Matrix {
  const [r, g, b] = [xyz(c[0], c[1]), xyz(c[2], c[3]), xyz(c[4], c[5])];
  const columns: Matrix = [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]];
  const scale = apply(inverse(columns), whiteOf(c));
  return columns.map((value, i) => value * scale[i % 3]!);
}

const BRADFORD: Matrix = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

/** Bradford's chromatic adaptation: white stays white. */
function adaptation(from: readonly [number, number, number], to: readonly [number, number, number]): Matrix {
  const [a, b] = [apply(BRADFORD, from), apply(BRADFORD, to)];
  const scaled = BRADFORD.map((value, i) => (value * b[Math.floor(i / 3)]!) / a[Math.floor(i / 3)]!);
  return multiply(inverse(BRADFORD), scaled);
}

function apply(m: Matrix, [x, y, z]: readonly [number, number, number]): number[] {
  return [0, 3, 6].map((row) => m[row]! * x + m[row + 1]! * y + m[row + 2]! * z);
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  });
}

function inverse(matrix: Matrix): Matrix {
  const [a, b, c, d, e, f, g, h, i] = matrix as Rows;
  const cofactors = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
  const determinant = a * cofactors[0]! + b * cofactors[3]! + c * cofactors[6]!;
  return cofactors.map((value) => value / determinant);
}
