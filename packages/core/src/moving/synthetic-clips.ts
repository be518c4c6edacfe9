import type { Image } from '../images/image.ts';
import { resample } from '../images/resize.ts';
import { random } from '../random.ts';
import { type Flow, warp } from './flow.ts';

/** A clip that is made from photos, of which it is known what moves where. */
export interface SyntheticClip {
  frames: Image[];
  /** of each frame from the one before it; of the first: none */
  flows: Flow[];
  /** 0 where a frame shows what the one before it hid */
  visible: Uint8Array[];
}

interface Size {
  width: number;
  height: number;
}

/** Standard deviation of a camera's noise in daylight, and in a room. */
const NOISE = { daylight: 2 / 255, room: 5 / 255 };

/** A still camera in a room: nothing moves but its noise. */
export function stillClip(photo: Image, size: Size, count: number): SyntheticClip {
  const scene = resample(photo, size.width, size.height);
  return {
    frames: Array.from({ length: count }, (_, t) => noisy(scene, NOISE.room, t)),
    flows: Array.from({ length: count }, () => evenFlow(size, 0, 0)),
    visible: Array.from({ length: count }, () => all(size)),
  };
}

/** A camera that turns: so many pixels a frame, no whole number. */
export function panClip(photo: Image, size: Size, count: number, [dx, dy] = [2.3, 0.6]): SyntheticClip {
  const wide = {
    width: Math.ceil(size.width + dx * count) + 4,
    height: Math.ceil(size.height + dy * count) + 4,
  };
  const scale = Math.max(wide.width / photo.width, wide.height / photo.height);
  const scene = resample(photo, Math.ceil(photo.width * scale), Math.ceil(photo.height * scale));
  return {
    frames: Array.from({ length: count }, (_, t) =>
      noisy(cut(warp(scene, evenFlow(scene, dx * t, dy * t)), size), NOISE.daylight, t),
    ),
    flows: Array.from({ length: count }, () => evenFlow(size, dx, dy)),
    visible: Array.from({ length: count }, () => all(size)),
  };
}

/** A still camera, and an ellipse of another photo that goes across the picture. */
export function subjectClip(
  photo: Image,
  subject: Image,
  size: Size,
  count: number,
  step = 3.4,
): SyntheticClip {
  const { width, height } = size;
  const scene = resample(photo, width, height);
  const [w, h] = [Math.round(width * 0.4), Math.round(height * 0.6)];
  const figure = resample(subject, w, h);
  const inside = (t: number, x: number, y: number) => {
    const [u, v] = [x - (0.05 * width + step * t), y - 0.3 * height];
    return ((u - w / 2) / (w / 2)) ** 2 + ((v - h / 2) / (h / 2)) ** 2 < 1 ? { u, v } : undefined;
  };
  const clip: SyntheticClip = { frames: [], flows: [], visible: [] };
  for (let t = 0; t < count; t++) {
    const data = scene.data.slice();
    const flow = evenFlow(size, 0, 0);
    const visible = all(size);
    const top = Math.round(0.3 * height);
    const shift = 0.05 * width + step * t;
    const moved = warp(
      onCanvas(figure, size, Math.floor(shift), top),
      evenFlow(size, Math.floor(shift) - shift, 0),
    );
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (inside(t, x, y)) {
          for (let c = 3 * i; c < 3 * i + 3; c++) data[c] = moved.data[c]!;
          flow.dx[i] = -step;
          // its rim is mixed with what is behind it
          if (!inside(t, x - 2, y) || !inside(t, x + 2, y) || !inside(t, x, y - 2) || !inside(t, x, y + 2)) {
            visible[i] = 0;
          }
        } else if (t > 0 && [-2, 0, 2].some((near) => inside(t - 1, x + near, y) || inside(t, x + near, y))) {
          visible[i] = 0;
        }
      }
    }
    clip.frames.push(noisy({ width, height, data }, NOISE.daylight, t));
    clip.flows.push(flow);
    clip.visible.push(visible);
  }
  return clip;
}

function onCanvas(image: Image, { width, height }: Size, left: number, top: number): Image {
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = Math.min(image.width - 1, Math.max(0, x - left));
      const v = Math.min(image.height - 1, Math.max(0, y - top));
      const at = 3 * (v * image.width + u);
      data.set(image.data.subarray(at, at + 3), 3 * (y * width + x));
    }
  }
  return { width, height, data };
}

function cut(image: Image, { width, height }: Size): Image {
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    data.set(image.data.subarray(3 * y * image.width, 3 * (y * image.width + width)), 3 * y * width);
  }
  return { width, height, data };
}

function noisy(image: Image, deviation: number, seed: number): Image {
  const next = random(1000 + seed);
  // the sum of three even numbers is near enough to a bell
  const noise = () => (next() + next() + next() - 1.5) * 2 * deviation;
  return {
    ...image,
    data: image.data.map((v) => Math.round(255 * Math.min(1, Math.max(0, v + noise()))) / 255),
  };
}

function evenFlow({ width, height }: Size, dx: number, dy: number): Flow {
  const of = (value: number) => new Float32Array(width * height).fill(value);
  return { width, height, dx: of(dx), dy: of(dy) };
}

const all = ({ width, height }: Size) => new Uint8Array(width * height).fill(1);
