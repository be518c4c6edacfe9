import type { Image } from './image.ts';

/**
 * A picture turned clockwise by an angle in degrees and cut to the largest upright rectangle inside it, so
 * that no corner is empty. Catmull–Rom interpolation (Keys 1981, a = −½); multiples of 90° move pixels only.
 */
export function rotate(image: Image, degrees: number): Image {
  if (degrees % 360 === 0) return image;
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [exact(Math.sin(angle)), exact(Math.cos(angle))];
  const { width, height } = inscribed(image.width, image.height, Math.abs(sin), Math.abs(cos));
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [right, down] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
      const fromX = image.width / 2 + cos * right + sin * down - 0.5;
      const fromY = image.height / 2 - sin * right + cos * down - 0.5;
      sample(image, fromX, fromY, data, 3 * (y * width + x));
    }
  }
  return { width, height, data };
}

/** The largest upright rectangle in a turned one: it touches two sides of a slim one, else all four. */
function inscribed(width: number, height: number, sin: number, cos: number): Size {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  if (short <= 2 * sin * cos * long) {
    const [alongLong, alongShort] = [short / (2 * sin), short / (2 * cos)];
    return width >= height ? whole(alongLong, alongShort) : whole(alongShort, alongLong);
  }
  const double = cos * cos - sin * sin;
  return whole((width * cos - height * sin) / double, (height * cos - width * sin) / double);
}

interface Size {
  width: number;
  height: number;
}

function whole(width: number, height: number): Size {
  return { width: Math.max(1, Math.floor(width + 1e-6)), height: Math.max(1, Math.floor(height + 1e-6)) };
}

/** 0 and ±1 where rounding misses them: a quarter turn is exact. */
function exact(value: number): number {
  return Math.abs(value - Math.round(value)) < 1e-12 ? Math.round(value) : value;
}

/** The picture at a place between its pixels, edges repeated, clamped to [0, 1], into three values of `target`. */
function sample(
  { width, height, data }: Image,
  x: number,
  y: number,
  target: Float32Array,
  at: number,
): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [weights(x - left), weights(y - top)];
  for (let c = 0; c < 3; c++) {
    let sum = 0;
    for (let j = 0; j < 4; j++) {
      const row = clamp(top + j - 1, height) * width;
      for (let i = 0; i < 4; i++) {
        sum += down[j]! * across[i]! * data[3 * (row + clamp(left + i - 1, width)) + c]!;
      }
    }
    target[at + c] = Math.min(1, Math.max(0, sum));
  }
}

/** Of the four neighbours, for a place t in [0, 1) between the inner two. */
function weights(t: number): number[] {
  return [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ];
}

function clamp(i: number, length: number): number {
  return Math.min(length - 1, Math.max(0, i));
}
