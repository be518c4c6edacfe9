/**
 * Inner products and linear combinations of long float32 vectors, summed in float64, in blocks that stay
 * in the processor's first cache: one long vector meets many others, and would else be read anew for each.
 */

/** 16 KB of float32: half of a usual first-level cache. */
const BLOCK = 4096;

/** out[k] = x · vectors[k] */
export function dots(x: Float32Array, vectors: readonly Float32Array[], out: Float64Array): void {
  out.fill(0, 0, vectors.length);
  for (let begin = 0; begin < x.length; begin += BLOCK) {
    const end = Math.min(x.length, begin + BLOCK);
    let k = 0;
    for (; k + 3 < vectors.length; k += 4) fourDots(x, vectors, k, begin, end, out);
    for (; k < vectors.length; k++) out[k] += dotRange(x, vectors[k], begin, end);
  }
}

export function dot(x: Float32Array, y: Float32Array): number {
  return dotRange(x, y, 0, x.length);
}

/** Largest absolute value; 0 for none. */
export function largest(x: Float32Array): number {
  let result = 0;
  for (let i = 0; i < x.length; i++) result = Math.max(result, Math.abs(x[i]));
  return result;
}

/** out = Σ coefficients[k] · vectors[k] */
export function combine(
  out: Float32Array,
  vectors: readonly Float32Array[],
  coefficients: ArrayLike<number>,
): void {
  for (let begin = 0; begin < out.length; begin += BLOCK) {
    const end = Math.min(out.length, begin + BLOCK);
    out.fill(0, begin, end);
    let k = 0;
    for (; k + 3 < vectors.length; k += 4) addFour(out, vectors, coefficients, k, begin, end);
    for (; k < vectors.length; k++) addRange(out, vectors[k], coefficients[k], begin, end);
  }
}

/** x += factor · y */
export function add(x: Float32Array, factor: number, y: Float32Array): void {
  addRange(x, y, factor, 0, x.length);
}

/**
 * Four vectors at a time: half of the time goes into widening float32 to JavaScript's float64, and x is
 * widened once for the four. Their four sums also need not wait for each other.
 */
function fourDots(
  x: Float32Array,
  vectors: readonly Float32Array[],
  k: number,
  begin: number,
  end: number,
  out: Float64Array,
): void {
  const p = vectors[k];
  const q = vectors[k + 1];
  const r = vectors[k + 2];
  const s = vectors[k + 3];
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = begin; i < end; i++) {
    const value = x[i];
    a += value * p[i];
    b += value * q[i];
    c += value * r[i];
    d += value * s[i];
  }
  out[k] += a;
  out[k + 1] += b;
  out[k + 2] += c;
  out[k + 3] += d;
}

function addFour(
  out: Float32Array,
  vectors: readonly Float32Array[],
  factors: ArrayLike<number>,
  k: number,
  begin: number,
  end: number,
): void {
  const p = vectors[k];
  const q = vectors[k + 1];
  const r = vectors[k + 2];
  const s = vectors[k + 3];
  const a = factors[k];
  const b = factors[k + 1];
  const c = factors[k + 2];
  const d = factors[k + 3];
  for (let i = begin; i < end; i++) out[i] += a * p[i] + b * q[i] + (c * r[i] + d * s[i]);
}

/** Four sums side by side, so that an addition need not wait for the one before. */
function dotRange(x: Float32Array, y: Float32Array, begin: number, end: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = begin;
  for (; i + 3 < end; i += 4) {
    a += x[i] * y[i];
    b += x[i + 1] * y[i + 1];
    c += x[i + 2] * y[i + 2];
    d += x[i + 3] * y[i + 3];
  }
  for (; i < end; i++) a += x[i] * y[i];
  return a + b + (c + d);
}

function addRange(x: Float32Array, y: Float32Array, factor: number, begin: number, end: number): void {
  for (let i = begin; i < end; i++) x[i] += factor * y[i];
}
