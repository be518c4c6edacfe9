import type { Image } from '../images/image.ts';
import { fit } from '../images/resize.ts';

/**
 * Where each pixel of a picture was in the picture before: pixel (x, y) shows what stood at (x + dx, y + dy).
 * [height, width] each, in pixels.
 */
export interface Flow {
  readonly width: number;
  readonly height: number;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

/** Where each pixel was before, and how sure that is: [height, width] in [0, 1]. */
export interface Guide {
  flow: Flow;
  trust: Float32Array;
}

/** Luminance, [height, width] in [0, 1]. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Longer side at which flow is looked for, pixels: finer, noise moves more than edges do. */
const SIDE = 128;
/** Half the window's side, pixels, at every size. */
const RADIUS = 4;
/** Shorter side of the smallest picture of the pyramid. */
const COARSEST = 10;
const ITERATIONS = 3;
/** Added to the window's structure: where nothing stands out, what the coarser picture said stays. */
const RIDGE = 1e-4;
/** Largest step of one iteration, pixels. */
const STEP = 2;

/** The picture as the search for flow takes it. */
export function greyOf(image: Image): Grey {
  const { width, height, data } = image;
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
  }
  const longer = Math.max(width, height);
  let full: Grey = { width, height, data: grey };
  while (Math.max(full.width, full.height) >= 2 * SIDE) full = half(full);
  if (Math.max(full.width, full.height) <= SIDE) return full;
  const size = fit(width, height, Math.min(SIDE, longer));
  return sampled(full, size.width, size.height);
}

/**
 * Dense optical flow by Lucas and Kanade (1981), coarse to fine (Bouguet 2001), in windows of 9×9, our own. Both
 * pictures of one size; the flow is theirs.
 */
export function opticalFlow(picture: Grey, before: Grey): Flow {
  const pyramid: { picture: Grey; before: Grey }[] = [{ picture: soft(picture), before: soft(before) }];
  for (;;) {
    const { picture: p, before: b } = pyramid[pyramid.length - 1]!;
    if (Math.min(p.width, p.height) < 2 * COARSEST) break;
    pyramid.push({ picture: half(p), before: half(b) });
  }
  let flow: Flow | undefined;
  for (const level of pyramid.reverse()) {
    flow = refined(level.picture, level.before, flow && enlarged(flow, level.picture));
  }
  return chosen(picture, before, flow!);
}

/** How far away a better flow is looked for, pixels; a bit more than the window smears an edge. */
const REACH = [0, RADIUS + 2, 2 * RADIUS + 2];

/**
 * Near the edge of what moves, a window sees two movements and finds neither. So each pixel takes, of its own flow,
 * none at all and its neighbours', the one under which its closest surroundings look the most alike.
 */
function chosen(picture: Grey, before: Grey, flow: Flow): Flow {
  const { width, height } = picture;
  const count = width * height;
  const best = new Float32Array(count).fill(Number.POSITIVE_INFINITY);
  const dx = new Float32Array(count);
  const dy = new Float32Array(count);
  const off = new Float32Array(count);
  const candidates = REACH.flatMap((by) =>
    by === 0
      ? [[0, 0]]
      : [
          [by, 0],
          [-by, 0],
          [0, by],
          [0, -by],
        ],
  );
  for (const candidate of [undefined, ...candidates]) {
    const from = (x: number, y: number) => {
      if (candidate === undefined) return -1;
      return within(y + candidate[1]!, height) * width + within(x + candidate[0]!, width);
    };
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const at = from(x, y);
        const moved =
          at < 0 ? before.data[i]! : bilinear(before.data, width, height, x + flow.dx[at]!, y + flow.dy[at]!);
        off[i] = Math.abs(moved - picture.data[i]!);
      }
    }
    const cost = boxed(off, width, height, 1);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        // a neighbour's has to be clearly better than one's own
        const at = from(x, y);
        const asked = at === i || at < 0 ? cost[i]! : cost[i]! + SURELY;
        if (asked >= best[i]!) continue;
        best[i] = asked;
        dx[i] = at < 0 ? 0 : flow.dx[at]!;
        dy[i] = at < 0 ? 0 : flow.dy[at]!;
      }
    }
  }
  return { width, height, dx, dy };
}

/** Difference in luminance by which a neighbour's flow has to be better. */
const SURELY = 0.004;

function refined(picture: Grey, before: Grey, start?: Flow): Flow {
  const { width, height } = picture;
  const count = width * height;
  const dx = start?.dx ?? new Float32Array(count);
  const dy = start?.dy ?? new Float32Array(count);
  const [gx, gy] = gradients(picture);
  const product = (a: Float32Array, b: Float32Array) => {
    const both = new Float32Array(count);
    for (let i = 0; i < count; i++) both[i] = a[i]! * b[i]!;
    return boxed(both, width, height);
  };
  const [xx, xy, yy] = [product(gx, gx), product(gx, gy), product(gy, gy)];
  const off = new Float32Array(count);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        off[i] = bilinear(before.data, width, height, x + dx[i]!, y + dy[i]!) - picture.data[i]!;
      }
    }
    const [bx, by] = [product(gx, off), product(gy, off)];
    for (let i = 0; i < count; i++) {
      const a = xx[i]! + RIDGE;
      const b = xy[i]!;
      const c = yy[i]! + RIDGE;
      const scale = 1 / (a * c - b * b);
      dx[i]! -= clamp((c * bx[i]! - b * by[i]!) * scale, STEP);
      dy[i]! -= clamp((a * by[i]! - b * bx[i]!) * scale, STEP);
    }
    dx.set(boxed(dx, width, height, 2));
    dy.set(boxed(dy, width, height, 2));
  }
  return { width, height, dx, dy };
}

/** The flow for a picture of another size. */
export function enlarged(flow: Flow, { width, height }: { width: number; height: number }): Flow {
  if (flow.width === width && flow.height === height) return flow;
  const part = (values: Float32Array, factor: number) => {
    const grown = sampled({ width: flow.width, height: flow.height, data: values }, width, height).data;
    for (let i = 0; i < grown.length; i++) grown[i]! *= factor;
    return grown;
  };
  return { width, height, dx: part(flow.dx, width / flow.width), dy: part(flow.dy, height / flow.height) };
}

/** Less than this is no movement, pixels: what stands still is not resampled. */
const STILL = 0.04;

/** The picture before, moved to where the flow says it is now; by cubic convolution (Keys 1981), edges repeated. */
export function warp(image: Image, flow: Flow): Image {
  const { width, height, data: from } = image;
  const data = new Float32Array(from.length);
  const [wx, wy] = [new Float64Array(4), new Float64Array(4)];
  const [columns, rows] = [new Int32Array(4), new Int32Array(4)];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const dx = flow.dx[i]!;
      const dy = flow.dy[i]!;
      const to = 3 * i;
      if (Math.abs(dx) < STILL && Math.abs(dy) < STILL) {
        data[to] = from[to]!;
        data[to + 1] = from[to + 1]!;
        data[to + 2] = from[to + 2]!;
        continue;
      }
      const sx = within(x + dx, width);
      const sy = within(y + dy, height);
      const fx = Math.floor(sx);
      const fy = Math.floor(sy);
      cubic(sx - fx, wx);
      cubic(sy - fy, wy);
      for (let k = 0; k < 4; k++) {
        columns[k] = 3 * within(fx + k - 1, width);
        rows[k] = 3 * width * within(fy + k - 1, height);
      }
      let r = 0;
      let g = 0;
      let b = 0;
      for (let v = 0; v < 4; v++) {
        const row = rows[v]!;
        const weight = wy[v]!;
        for (let u = 0; u < 4; u++) {
          const at = row + columns[u]!;
          const w = wx[u]! * weight;
          r += w * from[at]!;
          g += w * from[at + 1]!;
          b += w * from[at + 2]!;
        }
      }
      data[to] = Math.min(1, Math.max(0, r));
      data[to + 1] = Math.min(1, Math.max(0, g));
      data[to + 2] = Math.min(1, Math.max(0, b));
    }
  }
  return { width, height, data };
}

function cubic(t: number, into: Float64Array): void {
  const t2 = t * t;
  const t3 = t2 * t;
  into[0] = (-t3 + 2 * t2 - t) / 2;
  into[1] = (3 * t3 - 5 * t2 + 2) / 2;
  into[2] = (-3 * t3 + 4 * t2 + t) / 2;
  into[3] = (t3 - t2) / 2;
}

const within = (at: number, length: number) => (at < 0 ? 0 : at > length - 1 ? length - 1 : at);
const clamp = (value: number, most: number) => (value > most ? most : value < -most ? -most : value);

/** 2×2 means. */
function half({ width, height, data }: Grey): Grey {
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const small = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      small[y * w + x] = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
    }
  }
  return { width: w, height: h, data: small };
}

function sampled({ width, height, data }: Grey, toWidth: number, toHeight: number): Grey {
  const into = new Float32Array(toWidth * toHeight);
  const [scaleX, scaleY] = [width / toWidth, height / toHeight];
  for (let y = 0, i = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++, i++) {
      into[i] = bilinear(data, width, height, (x + 0.5) * scaleX - 0.5, (y + 0.5) * scaleY - 0.5);
    }
  }
  return { width: toWidth, height: toHeight, data: into };
}

function bilinear(data: Float32Array, width: number, height: number, x: number, y: number): number {
  const sx = within(x, width);
  const sy = within(y, height);
  const x0 = sx | 0;
  const y0 = sy | 0;
  const x1 = x0 + 1 < width ? x0 + 1 : x0;
  const y1 = y0 + 1 < height ? y0 + 1 : y0;
  const fx = sx - x0;
  const fy = sy - y0;
  const top = data[y0 * width + x0]! * (1 - fx) + data[y0 * width + x1]! * fx;
  const bottom = data[y1 * width + x0]! * (1 - fx) + data[y1 * width + x1]! * fx;
  return top * (1 - fy) + bottom * fy;
}

/** Central differences. */
function gradients({ width, height, data }: Grey): [Float32Array, Float32Array] {
  const [gx, gy] = [new Float32Array(data.length), new Float32Array(data.length)];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      gx[i] = (data[x + 1 < width ? i + 1 : i]! - data[x > 0 ? i - 1 : i]!) / 2;
      gy[i] = (data[y + 1 < height ? i + width : i]! - data[y > 0 ? i - width : i]!) / 2;
    }
  }
  return [gx, gy];
}

const soft = ({ width, height, data }: Grey): Grey => ({
  width,
  height,
  data: boxed(data, width, height, 1),
});

/** Means over (2·radius + 1)², edges repeated; as long for any radius. */
export function boxed(data: Float32Array, width: number, height: number, radius = RADIUS): Float32Array {
  const across = new Float32Array(data.length);
  const side = 2 * radius + 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += data[row + within(k, width)]!;
    for (let x = 0; x < width; x++) {
      across[row + x] = sum / side;
      sum += data[row + within(x + radius + 1, width)]! - data[row + within(x - radius, width)]!;
    }
  }
  const both = new Float32Array(data.length);
  const sums = new Float64Array(width);
  for (let k = -radius; k <= radius; k++) {
    const row = within(k, height) * width;
    for (let x = 0; x < width; x++) sums[x]! += across[row + x]!;
  }
  for (let y = 0; y < height; y++) {
    const [enter, leave] = [within(y + radius + 1, height) * width, within(y - radius, height) * width];
    for (let x = 0; x < width; x++) {
      both[y * width + x] = sums[x]! / side;
      sums[x]! += across[enter + x]! - across[leave + x]!;
    }
  }
  return both;
}
