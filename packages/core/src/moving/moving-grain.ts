import type { Guide } from './flow.ts';

/** Less than this is no movement, pixels: measured flow trembles, and grain that followed would boil. */
const STILL = 0.15;

/**
 * Noise that stays with what is filmed instead of with the screen: each pixel knows which place of the first frame it
 * shows, and its noise is that place's.
 */
export class MovingGrain {
  readonly #width: number;
  readonly #height: number;
  #x: Float32Array;
  #y: Float32Array;

  constructor(width: number, height: number) {
    [this.#width, this.#height] = [width, height];
    [this.#x, this.#y] = [new Float32Array(width * height), new Float32Array(width * height)];
  }

  /** [height, width], deviation 1; guide: from the frame before; undefined: another scene, which begins anew */
  next(guide: Guide | undefined): Float32Array {
    if (guide === undefined) this.#begin();
    else this.#follow(guide);
    const noise = new Float32Array(this.#x.length);
    for (let i = 0; i < noise.length; i++)
      noise[i] = evenly(Math.round(this.#x[i]!), Math.round(this.#y[i]!));
    return noise;
  }

  #begin(): void {
    for (let i = 0; i < this.#x.length; i++) {
      this.#x[i] = i % this.#width;
      this.#y[i] = Math.floor(i / this.#width);
    }
  }

  #follow({ flow }: Guide): void {
    const [width, height] = [this.#width, this.#height];
    const [x, y] = [new Float32Array(width * height), new Float32Array(width * height)];
    for (let v = 0, i = 0; v < height; v++) {
      for (let u = 0; u < width; u++, i++) {
        const still = Math.abs(flow.dx[i]!) < STILL && Math.abs(flow.dy[i]!) < STILL;
        const fromX = still ? u : u + flow.dx[i]!;
        const fromY = still ? v : v + flow.dy[i]!;
        const nearX = Math.min(width - 1, Math.max(0, Math.round(fromX)));
        const nearY = Math.min(height - 1, Math.max(0, Math.round(fromY)));
        x[i] = this.#x[nearY * width + nearX]! + fromX - nearX;
        y[i] = this.#y[nearY * width + nearX]! + fromY - nearY;
      }
    }
    [this.#x, this.#y] = [x, y];
  }
}

/** Range of even numbers of deviation 1. */
const SPREAD = Math.sqrt(12);

/** A number of mean 0 and deviation 1 for each place, always the same, evenly spread; by the mixing of MurmurHash3. */
function evenly(x: number, y: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (((h ^ (h >>> 16)) >>> 0) / 2 ** 32 - 0.5) * SPREAD;
}
