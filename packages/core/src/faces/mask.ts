import type { Image, Size } from '../images/image.ts';
import type { Face } from './boxes.ts';

/** Half axes of the ellipse in sides of the box: from ear to ear, and from the hair to below the chin. */
const ACROSS = 0.62;
const ALONG = 0.8;
/** How far its middle is above the box's, in sides. */
const ABOVE = 0.06;
/** Where the mask is 1 and where it has come down to 0, in half axes. */
const INNER = 0.6;
const OUTER = 1.25;

/** What of a mask is more than nothing: centre, and half of the side of a square that holds it, in pixels. */
export function reachOf({ x, y, side }: Face): { x: number; y: number; half: number } {
  return { x, y, half: side * (OUTER * ALONG + ABOVE) };
}

/**
 * Soft ellipses over faces, in all three channels: `peak` in their middle, 1 unless said, and 0 outside. Faces and size in
 * the same pixels.
 */
export function faceMask(
  faces: readonly Face[],
  { width, height }: Size,
  peak: (face: Face) => number = () => 1,
): Image {
  const data = new Float32Array(3 * width * height);
  for (const face of faces) {
    const { x, y, half } = reachOf(face);
    const highest = peak(face);
    const [cos, sin] = [Math.cos(face.angle), Math.sin(face.angle)];
    for (let row = Math.max(0, Math.floor(y - half)); row < Math.min(height, y + half); row++) {
      for (let column = Math.max(0, Math.floor(x - half)); column < Math.min(width, x + half); column++) {
        const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
        const across = (dx * cos + dy * sin) / (ACROSS * face.side);
        const along = (dy * cos - dx * sin + ABOVE * face.side) / (ALONG * face.side);
        const value = highest * falling(Math.hypot(across, along));
        const at = 3 * (row * width + column);
        if (value > data[at]!) data.fill(value, at, at + 3);
      }
    }
  }
  return { width, height, data };
}

/** From 1 to 0 between INNER and OUTER, flat at both ends. */
function falling(radius: number): number {
  const t = Math.min(1, Math.max(0, (OUTER - radius) / (OUTER - INNER)));
  return t * t * (3 - 2 * t);
}

/** The same faces in a picture of another size. */
export function scaledFaces(faces: readonly Face[], factor: number): Face[] {
  return faces.map((face) => ({ ...face, x: factor * face.x, y: factor * face.y, side: factor * face.side }));
}
