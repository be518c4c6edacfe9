/**
 * Lower triangular L with L·Lᵀ = matrix (Golub and Van Loan 2013, algorithm 4.2.1), row by row in float64.
 * matrix: [n, n], symmetric and positive definite. A pivot that rounding made negative counts as zero.
 */
export function cholesky(matrix: ArrayLike<number>, n: number): Float32Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= lower[i * n + k]! * lower[j * n + k]!;
      if (i === j) lower[i * n + i] = Math.sqrt(Math.max(0, rest));
      else if (lower[j * n + j]! > 0) lower[i * n + j] = rest / lower[j * n + j]!;
    }
  }
  return Float32Array.from(lower);
}
