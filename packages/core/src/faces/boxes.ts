import type { Detected } from '../engines/engine.ts';
import type { FaceDetector } from '../networks/face-detector.ts';

/** A face, in pixels of the picture. */
export interface Face {
  /** centre of its box */
  readonly x: number;
  readonly y: number;
  /** side of its box, which goes from the brows to the chin */
  readonly side: number;
  /** radians, clockwise: how far it is turned from upright */
  readonly angle: number;
  /** (0, 1) */
  readonly score: number;
}

/** Numbers of a box: x, y, width, height, and x, y of six points, the first two of which are the eyes. */
const NUMBERS = 16;

/** All that a detector sees in its input and is at least so sure of; in pixels of the input. */
export function boxesFrom(
  { side, heads }: FaceDetector,
  detected: readonly Detected[],
  least: number,
): Face[] {
  const limit = Math.log(least / (1 - least));
  return detected.flatMap(({ scores, boxes }, head) => {
    const places = scores.length / heads[head]!.anchors;
    const across = Math.sqrt(places);
    const stride = side / across;
    const faces: Face[] = [];
    scores.forEach((score, i) => {
      if (score < limit) return;
      const [anchor, place] = [Math.floor(i / places), i % places];
      const number = (k: number) => boxes[(anchor * NUMBERS + k) * places + place]!;
      // all points are measured from the middle of the place
      const x = stride * ((place % across) + 0.5);
      const y = stride * (Math.floor(place / across) + 0.5);
      const angle = Math.atan2(number(7) - number(5), number(6) - number(4));
      faces.push({
        x: x + number(0),
        y: y + number(1),
        side: Math.max(number(2), number(3)),
        angle,
        score: 1 / (1 + Math.exp(-score)),
      });
    });
    return faces;
  });
}

/** Of faces that cover each other only the surest one. overlap: intersection over union from which two are the same */
export function distinct(faces: readonly Face[], overlap = 0.3): Face[] {
  const kept: Face[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => shared(face, other) < overlap)) kept.push(face);
  }
  return kept;
}

/** Intersection over union of two boxes; 1 where one lies in the other for the most part. */
function shared(a: Face, b: Face): number {
  const along = (p: number, q: number) => {
    const [from, to] = [Math.max(p - a.side / 2, q - b.side / 2), Math.min(p + a.side / 2, q + b.side / 2)];
    return Math.max(0, to - from);
  };
  const both = along(a.x, b.x) * along(a.y, b.y);
  const smaller = Math.min(a.side, b.side) ** 2;
  return both > 0.6 * smaller ? 1 : both / (a.side ** 2 + b.side ** 2 - both);
}
