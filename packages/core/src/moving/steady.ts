import type { Image } from '../images/image.ts';
import type { LossRow } from '../report/progress.ts';
import { boxed, enlarged, type Flow, type Guide, greyOf, opticalFlow, warp } from './flow.ts';
import { MovingGrain } from './moving-grain.ts';

/**
 * Parts of the picture before, where it shows the same: in the photo that is painted, which takes the camera's noise
 * away, and in the painting. Where things move a pixel or more it is less, since each move makes a picture a little
 * softer, and style is lost with it.
 */
const CALM = { still: 0.7, moving: 0.3 };
const HELD = { still: 0.75, moving: 0.57 };
/** Mean difference in a window of 5×5, of 1: up to the first it is noise, from the second on another thing. */
const SAME = 0.02;
const OTHER = 0.06;
/** Share of the picture that has to be found again: below, the clip has been cut here. */
const CUT = 0.2;

/** A frame as it is to be painted, and what is known of it from the frame before. */
export interface Calmed {
  /** the frame with less noise */
  photo: Image;
  /** deviation 1, fixed to what is filmed: [height, width] */
  noise: Float32Array;
  /** absent: the first frame, or the first after a cut */
  guide?: Guide | undefined;
}

/** A painted frame, as the next one goes on from it. */
export interface Bare {
  /** without the photo laid over it and its colours; mirrored where the take is */
  bare: Image;
  /** high quality alone */
  styleLeft?: StyleLeft | undefined;
}

/** Style loss that frames end with. */
export interface StyleLeft {
  /** of that of what each would be begun with by itself */
  share: number;
  /** of the picture that has come into it since a frame by itself was painted for that share: 1 is a whole picture */
  unseen: number;
}

/** What paints one frame after the other. */
export interface FramePainter {
  /** last: the painting of the frame before, once it is there; undefined: there is none */
  paint(calmed: Calmed, last: Promise<Bare> | undefined): Promise<Bare>;
  finish(bare: Image, photo: Image): Image;
  measure(image: Image, photo: Image): Promise<LossRow>;
}

/**
 * Frames on their way to the painter, each compared with the one before: the photo's own movement is followed, and
 * where it shows the same thing again, it is averaged with what it was. Of two frames at most something is held.
 */
export class Calm {
  #before: Image | undefined;
  #grain: MovingGrain | undefined;

  next(frame: Image): Calmed {
    const before = this.#before;
    const found = before && guideFrom(frame, before);
    const photo = found ? mixed(frame, found.moved, partsOf(found.guide, CALM)) : frame;
    this.#before = photo;
    this.#grain ??= new MovingGrain(frame.width, frame.height);
    return { photo, noise: this.#grain.next(found?.guide), guide: found?.guide };
  }
}

/** A painting as its predecessor, moved along, goes on: `HELD` of it where the clip shows the same. */
export function guided(painted: Image, before: Image, guide: Guide): Image {
  return mixed(painted, warp(before, guide.flow), partsOf(guide, HELD));
}

function partsOf({ trust, flow }: Guide, part: typeof HELD): Float32Array {
  const parts = new Float32Array(trust.length);
  for (let i = 0; i < parts.length; i++) {
    const dx = flow.dx[i]!;
    const dy = flow.dy[i]!;
    // most are one or the other, and a root takes its time
    const far = Math.abs(dx) >= 1 || Math.abs(dy) >= 1;
    const moves = far ? 1 : Math.min(1, Math.hypot(dx, dy));
    parts[i] = trust[i]! * (part.still + moves * (part.moving - part.still));
  }
  return parts;
}

/** With the picture before, moved along; undefined: nothing is the same, as after a cut. */
function guideFrom(frame: Image, before: Image): { guide: Guide; moved: Image } | undefined {
  const { width, height } = frame;
  const flow = enlarged(opticalFlow(greyOf(frame), greyOf(before)), frame);
  const moved = warp(before, flow);
  const trust = trustOf(frame, moved, flow);
  let sum = 0;
  for (let i = 0; i < trust.length; i++) sum += trust[i]!;
  return sum < CUT * width * height ? undefined : { guide: { flow, trust }, moved };
}

function trustOf(frame: Image, moved: Image, { dx, dy }: Flow): Float32Array {
  const { width, height } = frame;
  const [a, b] = [frame.data, moved.data];
  const difference = new Float32Array(width * height);
  for (let i = 0, at = 0; i < difference.length; i++, at += 3) {
    difference[i] =
      (Math.abs(a[at]! - b[at]!) + Math.abs(a[at + 1]! - b[at + 1]!) + Math.abs(a[at + 2]! - b[at + 2]!)) / 3;
  }
  const trust = boxed(difference, width, height, 2);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const fromX = x + dx[i]!;
      const fromY = y + dy[i]!;
      const outside = fromX < -0.5 || fromY < -0.5 || fromX > width - 0.5 || fromY > height - 0.5;
      const off = (trust[i]! - SAME) / (OTHER - SAME);
      trust[i] = outside || off >= 1 ? 0 : off <= 0 ? 1 : 1 - off * off * (3 - 2 * off);
    }
  }
  return trust;
}

/** parts: of the picture before, [height, width] in [0, 1] */
export function mixed(image: Image, before: Image, parts: Float32Array): Image {
  const data = new Float32Array(image.data.length);
  const [a, b] = [image.data, before.data];
  for (let i = 0, at = 0; i < parts.length; i++, at += 3) {
    const k = parts[i]!;
    data[at] = a[at]! + k * (b[at]! - a[at]!);
    data[at + 1] = a[at + 1]! + k * (b[at + 1]! - a[at + 1]!);
    data[at + 2] = a[at + 2]! + k * (b[at + 2]! - a[at + 2]!);
  }
  return { ...image, data };
}
