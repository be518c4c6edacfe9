import type { Engine } from '../engines/engine.ts';
import type { Image } from '../images/image.ts';
import type { FaceDetector } from '../networks/face-detector.ts';
import { boxesFrom, distinct, type Face } from './boxes.ts';

/** Surest of what is no face: see docs/faces.md. */
const LEAST_SCORE = 0.75;
/** Side of the smallest squares that are looked at, pixels of the photo: in these a face of 30 pixels is found. */
const SQUARE = 512;
/** What neighbouring squares share: a face of that size is whole in one of them. */
const SHARED = 1 / 4;

/**
 * Faces in a photo, the surest first: the whole of it is looked at, and where it is large, overlapping squares of it too,
 * each half as large as those before.
 */
export async function findFaces(engine: Engine, photo: Image, network: FaceDetector): Promise<Face[]> {
  const found: Face[] = [];
  for (const square of squaresOf(photo)) {
    const scale = square.side / network.side;
    const seen = await engine.detect(network, lookedAt(photo, square, network.side));
    for (const face of boxesFrom(network, seen, LEAST_SCORE)) {
      const { x, y, side } = face;
      found.push({
        ...face,
        x: square.left + scale * x,
        y: square.top + scale * y,
        side: scale * side,
      });
    }
  }
  return distinct(found);
}

/** A square of the photo, in its pixels; what lies outside is black. */
interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

function squaresOf({ width, height }: Image): Square[] {
  const squares: Square[] = [];
  const least = 0.75 * SQUARE;
  for (let side = Math.max(width, height); ; side /= 2) {
    for (const top of placesOf(height, side)) {
      for (const left of placesOf(width, side)) squares.push({ left, top, side });
    }
    if (side / 2 < least) return squares;
  }
}

/** Where squares begin along one axis: as few as overlap enough, one that reaches over both ends where it is larger. */
function placesOf(length: number, side: number): number[] {
  if (side >= length) return [(length - side) / 2];
  const count = Math.ceil((length - side) / (side * (1 - SHARED))) + 1;
  return Array.from({ length: count }, (_, i) => (i * (length - side)) / (count - 1));
}

/** A square of the photo as the detector takes it: [3, side, side] in [−1, 1], each value the mean of a cell. */
function lookedAt({ width, height, data }: Image, square: Square, side: number): Float32Array {
  const values = new Float32Array(3 * side * side).fill(-1);
  const cellsOf = (from: number, length: number) => {
    return Array.from({ length: side }, (_, i) => {
      const begin = Math.floor(from + (i * square.side) / side);
      const end = Math.max(begin + 1, Math.floor(from + ((i + 1) * square.side) / side));
      return [Math.max(0, begin), Math.min(length, end)] as const;
    });
  };
  const columns = cellsOf(square.left, width);
  for (const [row, [top, bottom]] of cellsOf(square.top, height).entries()) {
    for (const [column, [left, right]] of columns.entries()) {
      if (top >= bottom || left >= right) continue;
      let [r, g, b] = [0, 0, 0];
      for (let y = top; y < bottom; y++) {
        for (let at = 3 * (y * width + left); at < 3 * (y * width + right); at += 3) {
          r += data[at]!;
          g += data[at + 1]!;
          b += data[at + 2]!;
        }
      }
      const scale = 2 / ((bottom - top) * (right - left));
      const at = row * side + column;
      values[at] = scale * r - 1;
      values[side * side + at] = scale * g - 1;
      values[2 * side * side + at] = scale * b - 1;
    }
  }
  return values;
}
