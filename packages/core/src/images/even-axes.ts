import type { Image } from './image.ts';

/** Leaves half of a wave of two pixels along an axis, three quarters of one of three, nearly all of longer ones. */
const SHARE = 1 / 32;

/**
 * A picture with less of the finest waves along the axes, which a mesh is made of, and all of those along the diagonals:
 * x − K·K·x / 32, K the second difference down less that across (docs/decisions/0009-no-mesh.md), edges repeated.
 */
export function evenAxes(image: Image): Image {
  const twice = differences(differences(image.data, image), image);
  const data = image.data.map((value, i) => Math.min(1, Math.max(0, value - SHARE * twice[i]!)));
  return { ...image, data };
}

/** K·x: what lies above and below less what lies beside. */
function differences(data: Float32Array, { width, height }: Image): Float32Array {
  const out = new Float32Array(data.length);
  const line = 3 * width;
  for (let y = 0; y < height; y++) {
    const [above, below] = [Math.max(0, y - 1) * line, Math.min(height - 1, y + 1) * line];
    for (let x = 0; x < width; x++) {
      const [left, right] = [y * line + 3 * Math.max(0, x - 1), y * line + 3 * Math.min(width - 1, x + 1)];
      for (let c = 0; c < 3; c++) {
        out[y * line + 3 * x + c] =
          data[above + 3 * x + c]! + data[below + 3 * x + c]! - data[left + c]! - data[right + c]!;
      }
    }
  }
  return out;
}
