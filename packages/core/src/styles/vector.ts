/** Two style vectors of a transform network as one: its scales and shifts in between (Dumoulin et al. 2017, section 3.1). */
export function blendVectors(a: Float32Array, b: Float32Array, share: number): Float32Array {
  return a.map((value, i) => value * (1 - share) + b[i] * share);
}
