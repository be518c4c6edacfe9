import type { Engine } from '../engines/engine.ts';
import type { Image } from '../images/image.ts';
import type { FaceDetector } from '../networks/face-detector.ts';
import { boxesFrom, distinct, type Face } from './boxes.ts';

/** From where on it is a face: see docs/faces.md. */
const SURE = 0.75;
/** From where on a small one is looked at more closely. */
const PERHAPS = 0.5;
/** Sides of a face in the square of a closer look. */
const CLOSE = 4;
/** Side of a face in the detector's input from which on a closer look shows no more, pixels. */
const LARGE = 48;
/** Closer looks at most, the surest first: what a crowd may cost. */
const LOOKS = 16;
/** Side of a face below which there is nothing to recognise, pixels of the photo. */
const LEAST_SIDE = 12;
/** Side of the smallest squares that are looked at without a reason, pixels of the photo. */
const SQUARE = 512;
/** What neighbouring squares share: a face of that size is whole in one of them. */
const SHARED = 1 / 4;

/**
 * Faces in a photo, the surest first. The whole of it is looked at, and where it is large, overlapping squares of it too,
 * each half as large as those before; then small ones of which it was not sure, or which may be none, from near.
 */
export async function findFaces(engine: Engine, photo: Image, network: FaceDetector): Promise<Face[]> {
  const found: Face[] = [];
  const guessed: Face[] = [];
  for (const square of squaresOf(photo)) {
    const large = (LARGE * square.side) / network.side;
    for (const face of await seenIn(square, PERHAPS)) {
      if (face.side < large) guessed.push(face);
      else if (face.score >= SURE) found.push(face);
    }
  }
  for (const face of distinct(guessed).slice(0, LOOKS)) {
    if (found.some((other) => isSame(face, other))) continue;
    const side = CLOSE * face.side;
    const near = await seenIn({ left: face.x - side / 2, top: face.y - side / 2, side }, SURE);
    found.push(...near.filter((other) => other.side >= LEAST_SIDE && isSame(face, other)));
  }
  return distinct(found);

  async function seenIn(square: Square, least: number): Promise<Face[]> {
    const scale = square.side / network.side;
    const seen = await engine.detect(network, lookedAt(photo, square, network.side));
    return boxesFrom(network, seen, least).map((face) => ({
      ...face,
      x: square.left + scale * face.x,
      y: square.top + scale * face.y,
      side: scale * face.side,
    }));
  }
}

/** How often a photo without faces is looked at. */
export function looksAt(photo: Pick<Image, 'width' | 'height'>): number {
  return squaresOf(photo).length;
}

function isSame(a: Face, b: Face): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < Math.max(a.side, b.side) / 2;
}

/** A square of the photo, in its pixels; what lies outside is black. */
interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

function squaresOf({ width, height }: Pick<Image, 'width' | 'height'>): Square[] {
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
  const columns = cellsOf(square.left, square.side, side, width);
  const rows = cellsOf(square.top, square.side, side, height);
  for (let row = 0, at = 0; row < side; row++) {
    const [top, bottom] = [rows[2 * row]!, rows[2 * row + 1]!];
    for (let column = 0; column < side; column++, at++) {
      const [left, right] = [columns[2 * column]!, columns[2 * column + 1]!];
      if (top >= bottom || left >= right) continue;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let y = top; y < bottom; y++) {
        const end = 3 * (y * width + right);
        for (let from = 3 * (y * width + left); from < end; from += 3) {
          r += data[from]!;
          g += data[from + 1]!;
          b += data[from + 2]!;
        }
      }
      const scale = 2 / ((bottom - top) * (right - left));
      values[at] = scale * r - 1;
      values[side * side + at] = scale * g - 1;
      values[2 * side * side + at] = scale * b - 1;
    }
  }
  return values;
}

/** Where each of `count` cells of a square begins and ends along an axis, within a photo that is `length` long; pixels. */
function cellsOf(from: number, squareSide: number, count: number, length: number): Int32Array {
  const cells = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const begin = Math.floor(from + (i * squareSide) / count);
    cells[2 * i] = Math.max(0, begin);
    cells[2 * i + 1] = Math.min(
      length,
      Math.max(begin + 1, Math.floor(from + ((i + 1) * squareSide) / count)),
    );
  }
  return cells;
}
