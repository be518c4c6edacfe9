import type { Image } from './image.ts';
import { GROUP, type ResizeKernels, resizeKernels } from './resize-kernels.ts';

/** Lanczos 3: the sharpest of the usual filters that still does not ring visibly on photos. */
const LOBES = 3;

/** The size with the same aspect whose longer side is `longSide`; never below 1 pixel, enlarges too. */
export function fit(width: number, height: number, longSide: number): { width: number; height: number } {
  const scale = longSide / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Separable Lanczos resampling of float data, in both directions (when shrinking, the filter widens by the
 * factor, so nothing aliases), edges repeated, result clamped to [0, 1].
 *
 * Our own rather than sharp's: sharp rounds float input to 8 bits on the way, and its enlargement moves the
 * picture by a quarter of a pixel, which a pyramid adds up level by level.
 *
 * Row by row, with no picture in between: of what goes in, or of what it is along x, only the rows that one row of the
 * result needs are at hand, in a memory of WebAssembly that stays in a processor's cache.
 */
export function resample(image: Image, width: number, height: number): Image {
  if (width === image.width && height === image.height) return { width, height, data: image.data.slice() };
  const [x, y] = [lanczos(image.width, width), lanczos(image.height, height)];
  // down before across, or across before down: the fewer multiplications
  const downFirst = image.width * height <= width * image.height;
  const room = roomFor(image.width, width, downFirst, x, y);
  const { kernels, numbers, at } = room;
  writePairs(room, at.x, x.weights, (i) => {
    const column = x.first[Math.floor(i / x.taps)]! + (i % x.taps);
    return 12 * Math.min(image.width - 1, Math.max(0, column));
  });
  const across = (from: number, to: number, range: readonly [number, number]) => {
    kernels.across(from, at.x, to, to + 12 * width, 8 * x.taps, 0, ...range);
  };
  const lineAt = (line: number) => at.lines + (line % y.taps) * room.line;
  const data = new Float32Array(3 * width * height);
  let read = 0;
  for (let o = 0; o < height; o++) {
    const first = y.first[o]!;
    for (read = Math.max(read, first); read < Math.min(image.height, first + y.taps); read++) {
      const line = image.data.subarray(3 * image.width * read, 3 * image.width * (read + 1));
      numbers.set(line, (downFirst ? lineAt(read) : at.one) / 4);
      if (!downFirst) across(at.one, lineAt(read), ANY);
    }
    writePairs(room, at.y, y.weights.subarray(o * y.taps, (o + 1) * y.taps), (t) => {
      return lineAt(Math.min(image.height - 1, Math.max(0, first + t)));
    });
    const to = downFirst ? at.one : at.out;
    kernels.down(at.y, to, to + room.line, 8 * y.taps, 0, 0, 0, 0, ...(downFirst ? ANY : SHOWN));
    if (downFirst) across(at.one, at.out, SHOWN);
    data.set(numbers.subarray(at.out / 4, at.out / 4 + 3 * width), 3 * width * o);
  }
  return { width, height, data };
}

/** `resample` behind the interface that callers use, so that it may move to a thread later. */
export async function resize(image: Image, width: number, height: number): Promise<Image> {
  return resample(image, width, height);
}

const SHOWN = [0, 1] as const;
const ANY = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Where what lies in the kernels' memory; all in bytes. */
interface Room {
  kernels: ResizeKernels;
  numbers: Float32Array;
  whole: Int32Array;
  /** pairs of both axes, one line that goes in or comes between, the lines that `down` adds up, and one of the result */
  at: { x: number; y: number; one: number; lines: number; out: number };
  /** room of one of the lines */
  line: number;
}

function roomFor(from: number, to: number, downFirst: boolean, x: Filter, y: Filter): Room {
  // an access of four numbers reaches over a pixel's end by one
  const room = (bytes: number) => GROUP * (Math.ceil(bytes / GROUP) + 1);
  const line = room(12 * (downFirst ? from : to));
  const sizes = [room(8 * x.weights.length), room(8 * y.taps), room(12 * from), y.taps * line, room(12 * to)];
  const [xAt, yAt, one, lines, out, end] = [0, ...sizes].map((_, i) => {
    return sizes.slice(0, i).reduce((a, b) => a + b, 0);
  }) as [number, number, number, number, number, number];
  const { kernels, buffer } = resizeKernels(end);
  const at = { x: xAt, y: yAt, one, lines, out };
  return { kernels, numbers: new Float32Array(buffer), whole: new Int32Array(buffer), at, line };
}

/** See ResizeKernels. */
function writePairs(
  { numbers, whole }: Room,
  at: number,
  weights: Float32Array,
  whereOf: (i: number) => number,
): void {
  for (let i = 0; i < weights.length; i++) {
    whole[at / 4 + 2 * i] = whereOf(i);
    numbers[at / 4 + 2 * i + 1] = weights[i]!;
  }
}

interface Filter {
  /** taps per output position */
  taps: number;
  /** first input position of each output position, unclamped: may reach over the edges */
  first: Int32Array;
  /** out × taps, each row sums to 1 */
  weights: Float32Array;
}

function lanczos(from: number, to: number): Filter {
  const scale = Math.max(1, from / to);
  // the kernel is zero at both ends, so an interval that is open on one side has all that counts
  const taps = Math.ceil(2 * LOBES * scale);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let o = 0; o < to; o++) {
    const centre = ((o + 0.5) * from) / to - 0.5;
    first[o] = Math.ceil(centre - LOBES * scale);
    let sum = 0;
    for (let t = 0; t < taps; t++) sum += weights[o * taps + t] = kernel((first[o]! + t - centre) / scale);
    for (let t = 0; t < taps; t++) weights[o * taps + t]! /= sum;
  }
  return { taps, first, weights };
}

function kernel(x: number): number {
  if (Math.abs(x) < 1e-8) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const p = Math.PI * x;
  return (LOBES * Math.sin(p) * Math.sin(p / LOBES)) / (p * p);
}
