import { crop, extend } from '../images/canvas.ts';
import type { Image } from '../images/image.ts';
import type { Tensor } from '../models/tensor-file.ts';
import type {
  PictureLayer,
  PlainConvolution,
  TransformLayer,
  TransformNetwork,
  UnitLayer,
} from '../networks/transform.ts';

/** [N, H, W] */
interface Planes {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

const EPSILON = 1e-5;

export interface Normalisations {
  /** the style vector: for each normalisation in the order of the pass its scales, then its shifts */
  readonly style: Float32Array;
  /** laid out like it, means and variances that training left (batch normalisation); absent: the photo's own, as in every engine */
  readonly running?: Float32Array;
}

/**
 * One pass of a transform network without an engine, which all normalise picture by picture and cannot freeze statistics.
 * Slow, and meant for small networks and pictures. A photo's sides that are no multiples are mirrored and cropped.
 */
export function plainPass(network: TransformNetwork, given: Normalisations, photo: Image): Image {
  const cursor: Cursor = { ...given, at: 0 };
  const canvas = extend(photo, network.multiple);
  const { width, height } = canvas;
  const planes: Planes = { channels: 3, width, height, data: new Float32Array(3 * width * height) };
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++)
      planes.data[c * width * height + i] = canvas.data[3 * i + c]! * network.scale + network.shift;
  }
  let result = planes;
  for (const layer of network.layers) {
    if (layer.kind === 'picture')
      return crop(
        pictureOf(layer, convolved(result, layer.convolution, 1), canvas),
        photo.width,
        photo.height,
      );
    result = through(layer, result, cursor);
  }
  throw new Error('Expected a transform network that ends in a picture but received one that does not');
}

interface Cursor extends Normalisations {
  at: number;
}

function through(layer: Exclude<TransformLayer, PictureLayer>, x: Planes, cursor: Cursor): Planes {
  switch (layer.kind) {
    case 'unit':
      return normalised(convolved(x, layer.convolution, layer.stride), layer, cursor);
    case 'upsample':
      return doubled(x);
    case 'residual': {
      let y = x;
      for (const inner of layer.layers)
        y = through(inner as Exclude<TransformLayer, PictureLayer>, y, cursor);
      return { ...x, data: x.data.map((value, i) => value + y.data[i]!) };
    }
    case 'unshuffle':
      throw new Error(
        'Expected a network that begins with a convolution but received one that begins with space to depth',
      );
  }
}

function normalised(x: Planes, { relu }: UnitLayer, cursor: Cursor): Planes {
  const { channels, width, height, data } = x;
  const area = width * height;
  const { style, running, at } = cursor;
  cursor.at += 2 * channels;
  for (let n = 0; n < channels; n++) {
    const [mean, variance] = running
      ? [running[at + n]!, running[at + channels + n]!]
      : statisticsOf(data.subarray(n * area, (n + 1) * area));
    const factor = style[at + n]! / Math.sqrt(variance + EPSILON);
    const shift = style[at + channels + n]! - mean * factor;
    for (let i = n * area; i < (n + 1) * area; i++) {
      const value = data[i]! * factor + shift;
      data[i] = relu && value < 0 ? 0 : value;
    }
  }
  return x;
}

/** Mean and variance. */
function statisticsOf(values: Float32Array): [number, number] {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (const value of values) squares += (value - mean) ** 2;
  return [mean, squares / values.length];
}

/** Padded by reflection, (K − 1)/2 rounded down. */
function convolved(x: Planes, { weight, bias }: PlainConvolution, stride: number): Planes {
  const [channels, input, side] = weight.shape as [number, number, number];
  const pad = Math.floor((side - 1) / 2);
  const padded = reflected(x, pad);
  const [width, height] = [padded.width, padded.height].map(
    (length) => Math.floor((length - side) / stride) + 1,
  );
  const result = new Float32Array(channels * width! * height!);
  for (let o = 0; o < channels; o++) {
    const out = result.subarray(o * width! * height!, (o + 1) * width! * height!).fill(bias.data[o]!);
    for (let i = 0; i < input; i++) addCorrelation(out, width!, padded, i, kernelOf(weight, o, i), stride);
  }
  return { channels, width: width!, height: height!, data: result };
}

const kernelOf = ({ shape, data }: Tensor, o: number, i: number) => {
  const [, input, side] = shape as [number, number, number];
  return { side, values: data.subarray((o * input + i) * side * side, (o * input + i + 1) * side * side) };
};

function addCorrelation(
  out: Float32Array,
  width: number,
  { width: w, height: h, data }: Planes,
  plane: number,
  { side, values }: { side: number; values: Float32Array },
  stride: number,
): void {
  const from = plane * w * h;
  for (let ky = 0; ky < side; ky++) {
    for (let kx = 0; kx < side; kx++) {
      const k = values[ky * side + kx]!;
      for (let i = 0, y = ky; i < out.length; y += stride) {
        let at = from + y * w + kx;
        for (const end = i + width; i < end; i++, at += stride) out[i]! += k * data[at]!;
      }
    }
  }
}

function reflected({ channels, width, height, data }: Planes, by: number): Planes {
  const [w, h] = [width + 2 * by, height + 2 * by];
  const result = new Float32Array(channels * w * h);
  const inside = (i: number, length: number) => (i < 0 ? -i : i >= length ? 2 * length - 2 - i : i);
  for (let n = 0, at = 0; n < channels; n++) {
    for (let y = 0; y < h; y++) {
      const row = n * width * height + inside(y - by, height) * width;
      for (let x = 0; x < w; x++, at++) result[at] = data[row + inside(x - by, width)]!;
    }
  }
  return { channels, width: w, height: h, data: result };
}

function doubled({ channels, width, height, data }: Planes): Planes {
  const result = new Float32Array(4 * data.length);
  for (let n = 0, at = 0; n < channels; n++) {
    for (let y = 0; y < 2 * height; y++) {
      const row = n * width * height + (y >> 1) * width;
      for (let x = 0; x < 2 * width; x++, at++) result[at] = data[row + (x >> 1)]!;
    }
  }
  return { channels, width: 2 * width, height: 2 * height, data: result };
}

/** Depth to space, plus a part of the photo's logits, squashed. */
function pictureOf({ factor, skip, clamp }: PictureLayer, painted: Planes, photo: Image): Image {
  const { width, height, data } = photo;
  const result = new Float32Array(data.length);
  const area = painted.width * painted.height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = Math.floor(y / factor) * painted.width + Math.floor(x / factor);
      for (let c = 0; c < 3; c++) {
        const plane = c * factor ** 2 + (y % factor) * factor + (x % factor);
        const at = 3 * (y * width + x) + c;
        const own = Math.min(1 - clamp, Math.max(clamp, data[at]!));
        const logit = painted.data[plane * area + place]! + skip * Math.log(own / (1 - own));
        result[at] = 1 / (1 + Math.exp(-logit));
      }
    }
  }
  return { width, height, data: result };
}
