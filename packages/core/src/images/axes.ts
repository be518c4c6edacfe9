import type { Image } from './image.ts';

/**
 * A picture with less of its finest waves along the axes: of one of two pixels the share is taken, of longer ones less, and
 * nothing of waves along the diagonals. Edges are repeated. share: [0, 1]
 */
export function withoutAxes(image: Image, share: number): Image {
  if (share === 0) return image;
  const { width, height, data } = image;
  const result = new Float32Array(data.length);
  const columns = Int32Array.from(
    { length: width + 4 },
    (_, i) => 3 * Math.min(width - 1, Math.max(0, i - 2)),
  );
  for (let y = 0; y < height; y++) {
    const row = (dy: number) => 3 * width * Math.min(height - 1, Math.max(0, y + dy));
    const [up2, up, at, down, down2] = [row(-2), row(-1), row(0), row(1), row(2)];
    for (let x = 0; x < width; x++) {
      const [l2, l, m, r, r2] = [
        columns[x]!,
        columns[x + 1]!,
        columns[x + 2]!,
        columns[x + 3]!,
        columns[x + 4]!,
      ];
      for (let c = 0; c < 3; c++) {
        const own = data[at + m + c]!;
        const straight = data[at + l2 + c]! + data[at + r2 + c]! + data[up2 + m + c]! + data[down2 + m + c]!;
        const across = data[up + l + c]! + data[up + r + c]! + data[down + l + c]! + data[down + r + c]!;
        result[at + m + c] = own - share * (own / 4 + straight / 16 - across / 8);
      }
    }
  }
  return { ...image, data: result };
}
