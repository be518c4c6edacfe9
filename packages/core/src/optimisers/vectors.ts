/** Largest absolute value; 0 for none. */
export function largest(x: Float32Array): number {
  let result = 0;
  for (let i = 0; i < x.length; i++) result = Math.max(result, Math.abs(x[i]!));
  return result;
}

/** x += factor · y */
export function add(x: Float32Array, factor: number, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += factor * y[i]!;
}

/** x += share · (y − x) */
export function approach(x: Float32Array, share: number, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += share * (y[i]! - x[i]!);
}
