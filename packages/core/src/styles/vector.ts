/**
 * Style vectors of a transform network as one: its scales and shifts in between (Dumoulin et al. 2017,
 * section 3.1). shares sum to 1.
 */
export function mixVectors(vectors: readonly Float32Array[], shares: readonly number[]): Float32Array {
  return vectors[0].map((_, i) => vectors.reduce((sum, vector, part) => sum + vector[i] * shares[part], 0));
}
