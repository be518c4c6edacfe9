import type { Image } from './image.ts';

/** Left and right exchanged. */
export function mirror({ width, height, data }: Image): Image {
  const mirrored = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [3 * (y * width + x), 3 * (y * width + width - 1 - x)];
      for (let c = 0; c < 3; c++) mirrored[to + c] = data[from + c]!;
    }
  }
  return { width, height, data: mirrored };
}
