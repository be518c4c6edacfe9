import assert from 'node:assert/strict';
import type { Image } from '@atelier/core/images/image.ts';
import { fit, resample } from '@atelier/core/images/resize.ts';

/** Longer side at which pictures are compared, pixels: brushwork may differ from machine to machine, forms not. */
const SIDE = 96;

/** Window of the structural similarity, pixels; non-overlapping. Wang et al. 2004 use 11 with a Gaussian. */
const WINDOW = 8;

/** Constants of SSIM for values in [0, 1] (Wang et al. 2004: (0.01 L)² and (0.03 L)²). */
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

export interface Similarity {
  /** mean absolute difference over all channels, in [0, 1]; 0 is equal. Sees colour. */
  difference: number;
  /** mean structural similarity of the luminance, ≤ 1; 1 is equal. Sees forms. */
  structure: number;
}

/** How alike two pictures look: both brought to the same small size, then compared in colour and in form. */
export function compare(actual: Image, expected: Image): Similarity {
  const { width, height } = fit(expected.width, expected.height, SIDE);
  const a = resample(actual, width, height);
  const b = resample(expected, width, height);
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
  return { difference: sum / a.data.length, structure: ssim(luminance(a), luminance(b), width, height) };
}

/** The structure alone, ≤ 1: for a test that compares two similarities rather than asking for one. */
export function similarity(actual: Image, expected: Image): number {
  return compare(actual, expected).structure;
}

/**
 * Asserts that a picture looks like its golden. Defaults: a colour difference of 4 % and a structure of 0.85,
 * which JPEG at quality 60, noise of ±8 % or another machine's rounding pass, and another style does not.
 */
export function assertSimilar(
  actual: Image,
  expected: Image,
  { difference = 0.04, structure = 0.85 }: Partial<Similarity> = {},
): void {
  const aspect = actual.width / actual.height / (expected.width / expected.height);
  assert.ok(
    Math.abs(aspect - 1) < 0.02,
    `Expected ${size(expected)} for the picture but received ${size(actual)}`,
  );
  const found = compare(actual, expected);
  const seen = `difference ${found.difference.toFixed(4)}, structure ${found.structure.toFixed(4)}`;
  assert.ok(
    found.difference <= difference && found.structure >= structure,
    `Expected a similar picture (difference ≤ ${difference}, structure ≥ ${structure}) but received ${seen}`,
  );
}

const size = (image: Image) => `${image.width}×${image.height}`;

/** Rec. 709 weights on the encoded values */
function luminance({ data }: Image): Float32Array {
  return Float32Array.from({ length: data.length / 3 }, (_, i) => {
    return 0.2126 * data[i * 3]! + 0.7152 * data[i * 3 + 1]! + 0.0722 * data[i * 3 + 2]!;
  });
}

function ssim(a: Float32Array, b: Float32Array, width: number, height: number): number {
  let sum = 0;
  let windows = 0;
  for (let top = 0; top < height; top += WINDOW) {
    for (let left = 0; left < width; left += WINDOW) {
      sum += windowSsim(
        a,
        b,
        width,
        left,
        top,
        Math.min(left + WINDOW, width),
        Math.min(top + WINDOW, height),
      );
      windows++;
    }
  }
  return sum / windows;
}

function windowSsim(
  a: Float32Array,
  b: Float32Array,
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number {
  const n = (right - left) * (bottom - top);
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const [p, q] = [a[y * width + x]!, b[y * width + x]!];
      sa += p;
      sb += q;
      saa += p * p;
      sbb += q * q;
      sab += p * q;
    }
  }
  const [ma, mb] = [sa / n, sb / n];
  const [va, vb, cov] = [saa / n - ma * ma, sbb / n - mb * mb, sab / n - ma * mb];
  return ((2 * ma * mb + C1) * (2 * cov + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
}
