import type { Size } from '../engines/engine.ts';

/** Means of 2×2 pixels: [3, H, W] → [3, H/2, W/2], H and W even. */
export function halve(from: Float32Array, { width, height }: Size, into: Float32Array): void {
  const [w, rows] = [width / 2, (3 * height) / 2];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      into[y * w + x] = (from[at] + from[at + 1] + from[at + width] + from[at + width + 1]) / 4;
    }
  }
}

/** Its adjoint, added to `into`: a quarter of each gradient to the four pixels. size: of the large picture */
export function addHalveAdjoint(gradient: Float32Array, { width, height }: Size, into: Float32Array): void {
  const [w, rows] = [width / 2, (3 * height) / 2];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      const quarter = gradient[y * w + x] / 4;
      into[at] += quarter;
      into[at + 1] += quarter;
      into[at + width] += quarter;
      into[at + width + 1] += quarter;
    }
  }
}
