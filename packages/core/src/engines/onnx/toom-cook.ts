type Matrix = readonly (readonly number[])[];

/**
 * A short convolution by few multiplications, after Toom and Cook (Barabasz et al. 2020, section 2). Kernel and result
 * are polynomials: evaluated at points, multiplied there and interpolated; transposed, that is y = A·[(G·w) ∘ (B·x)]
 * with y[i] = Σ w[k]·x[i + k]. Row j of G holds the powers of point j, divided by Lagrange's Π(pⱼ − p) over the other
 * points p; row j of B the coefficients of Π(t − p); column j of A again powers. The last of each is for infinity,
 * where only the highest power counts.
 *
 * points: all different, outputs + taps − 2 of them. A: [outputs, n], B: [n, n], G: [n, taps], n = outputs + taps − 1.
 */
export function toomCook(
  points: readonly number[],
  outputs: number,
  taps: number,
): Record<'A' | 'B' | 'G', Matrix> {
  const others = points.map((point) => points.filter((other) => other !== point));
  const norms = points.map((point, j) => others[j]!.reduce((product, other) => product * (point - other), 1));
  return {
    A: unit(outputs).map((atInfinity, k) => [...points.map((point) => point ** k), atInfinity]),
    B: [...others.map((roots) => [...withRoots(roots), 0]), withRoots(points)],
    G: [...points.map((point, j) => unit(taps).map((_, k) => point ** k / norms[j]!)), unit(taps)],
  };
}

/** 0 … 0 1 */
function unit(length: number): number[] {
  return Array.from({ length }, (_, k) => (k === length - 1 ? 1 : 0));
}

/** Coefficients of Π(t − root), the constant one first. */
function withRoots(roots: readonly number[]): number[] {
  const times = (polynomial: readonly number[], root: number) => {
    return unit(polynomial.length + 1).map((_, k) => (polynomial[k - 1] ?? 0) - root * (polynomial[k] ?? 0));
  };
  return roots.reduce(times, [1]);
}
