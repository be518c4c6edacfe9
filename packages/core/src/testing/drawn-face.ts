import { blur } from '../images/blur.ts';
import type { Image, Size } from '../images/image.ts';

type Colour = readonly [number, number, number];

/** Ellipses of a face, from behind to in front: centre and half axes in sides of its box, measured from its middle. */
const SHAPES: readonly (readonly [x: number, y: number, across: number, along: number, colour: Colour])[] = [
  [0, 1.1, 0.95, 0.6, [0.2, 0.25, 0.45]], // shoulders
  [0, 0.6, 0.24, 0.35, [0.72, 0.52, 0.42]], // neck
  [0, -0.2, 0.62, 0.72, [0.2, 0.13, 0.1]], // hair
  [0, 0.02, 0.5, 0.66, [0.87, 0.68, 0.57]], // face
  [0, 0.2, 0.4, 0.42, [0.85, 0.64, 0.54]],
  ...[-1, 1].flatMap((side) => [
    [0.22 * side, -0.2, 0.14, 0.03, [0.3, 0.2, 0.15]] as const, // brow
    [0.22 * side, -0.09, 0.13, 0.07, [0.72, 0.52, 0.43]] as const,
    [0.22 * side, -0.08, 0.1, 0.045, [0.95, 0.94, 0.92]] as const, // eye
    [0.22 * side, -0.08, 0.045, 0.045, [0.15, 0.1, 0.08]] as const,
    [0.07 * side, 0.17, 0.03, 0.02, [0.5, 0.3, 0.25]] as const, // nostril
  ]),
  [0.05, 0.06, 0.035, 0.12, [0.78, 0.57, 0.47]], // the shade of the nose
  [0, 0.34, 0.17, 0.055, [0.72, 0.32, 0.3]], // mouth
  [0, 0.335, 0.15, 0.012, [0.4, 0.15, 0.14]],
];

/** For tests: a face drawn in front of a wall. x, y: the middle of its box in pixels; side: of the box */
export function drawnFace({ width, height }: Size, x: number, y: number, side: number): Image {
  const data = new Float32Array(3 * width * height);
  for (let i = 0; i < data.length; i += 3) {
    const light = 0.1 * Math.sin(i / 3 / width / 9);
    data.set([0.55 + light, 0.6 + light, 0.55], i);
  }
  for (const [left, down, across, along, colour] of SHAPES) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const dx = ((column + 0.5 - x) / side - left) / across;
        const dy = ((row + 0.5 - y) / side - down) / along;
        if (dx * dx + dy * dy < 1) data.set(colour, 3 * (row * width + column));
      }
    }
  }
  return blur({ width, height, data }, side / 80);
}
