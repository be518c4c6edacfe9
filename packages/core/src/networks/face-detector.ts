import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { AtelierError } from '../errors.ts';
import { damaged } from '../models/locate.ts';
import type { Tensor } from '../models/tensor-file.ts';
import type { PlainConvolution } from './transform.ts';

/**
 * BlazeFace (Bazarevsky et al. 2019) for a whole picture, Google's network of MediaPipe's "back" camera, as data. Input
 * [1, 3, side, side] in [−1, 1]; zero padding as TensorFlow's SAME; ReLU after the entrance and each block.
 */
export interface FaceDetector {
  /** of its input, pixels */
  readonly side: number;
  /** stride 2 */
  readonly entrance: PlainConvolution;
  readonly blocks: readonly DetectorBlock[];
  readonly heads: readonly DetectorHead[];
}

/** x + pointwise(depthwise(x)); with stride 2 x is max-pooled, and widened by channels of zeros where there are more. */
export interface DetectorBlock {
  /** [N, 1, 3, 3] */
  readonly depthwise: Tensor;
  readonly pointwise: PlainConvolution;
  readonly stride: 1 | 2;
  /** false: nothing is added */
  readonly residual: boolean;
}

/** Two 1×1 convolutions that read what a block left: for each place and anchor a score, before the logistic function, and 16 numbers. */
interface DetectorHead {
  /** index of the block */
  readonly block: number;
  readonly anchors: number;
  readonly scores: PlainConvolution;
  readonly boxes: PlainConvolution;
}

/** Carries the weights beside much that is not used here; see docs/models.md for the licence. */
const PACKAGE = '@vladmandic/human';
const FILE = 'blazeface';
const SIDE = 256;
/** Blocks that halve the picture; the last one has no residual. */
const HALVING: readonly number[] = [7, 15, 23, 31];
const BLOCKS = 32;
/** Numbers in the names of the heads' convolutions. */
const HEADS = [
  { block: 30, anchors: 2, scores: 135, boxes: 131 },
  { block: 31, anchors: 6, scores: 133, boxes: 129 },
] as const;

/** Reads the weights out of the package that carries them. Errors: model.missing, model.damaged. */
export async function loadFaceDetector(): Promise<FaceDetector> {
  const file = `${PACKAGE}/models/${FILE}`;
  let json: string;
  let bytes: Uint8Array;
  try {
    const folder = join(dirname(findPackageJSON(PACKAGE, import.meta.url)!), 'models');
    json = await readFile(join(folder, `${FILE}.json`), 'utf8');
    bytes = await readFile(join(folder, `${FILE}.bin`));
  } catch (error) {
    throw new AtelierError('model.missing', { file }, error);
  }
  try {
    return faceDetectorFrom(JSON.parse(json), bytes);
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
}

/** model, bytes: a graph model of TensorFlow.js, whose graph is known and not looked at. */
export function faceDetectorFrom(model: unknown, bytes: Uint8Array): FaceDetector {
  const tensors = tensorsOf(model, bytes);
  // [k, k, in, out], as TensorFlow has it; names begin with `unknown`, `unknown_0`
  const named = (number: number) => {
    const name = number < 0 ? 'unknown' : `unknown_${number}`;
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`tensor ${name} is missing`);
    return tensor;
  };
  const convolution = (weight: number) => {
    return { weight: outputsFirst(named(weight)), bias: named(weight + 1) };
  };
  return {
    side: SIDE,
    entrance: convolution(-1),
    blocks: Array.from({ length: BLOCKS }, (_, i) => ({
      depthwise: channelsFirst(named(4 * i + 1)),
      pointwise: convolution(4 * i + 3),
      stride: HALVING.includes(i) ? 2 : 1,
      residual: i < BLOCKS - 1,
    })),
    heads: HEADS.map(({ block, anchors, scores, boxes }) => {
      return { block, anchors, scores: convolution(scores), boxes: convolution(boxes) };
    }),
  };
}

function tensorsOf(model: unknown, bytes: Uint8Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  let at = 0;
  for (const entry of manifestOf(model)) {
    if (!isManifestEntry(entry)) throw new Error(`${JSON.stringify(entry)} is no tensor of the manifest`);
    const { name, shape, dtype } = entry;
    const length = shape.reduce((a, b) => a * b, 1);
    // a copy, as a file's bytes may begin anywhere
    const { buffer } = Uint8Array.from(bytes.subarray(at, at + 4 * length));
    if (buffer.byteLength < 4 * length) throw new Error('the weights end too early');
    at += 4 * length;
    // the others are shapes and paddings
    if (dtype === 'float32') tensors.set(name, { shape, data: new Float32Array(buffer) });
  }
  return tensors;
}

interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** By hand, and not with zod: its hundred modules would be a quarter of all that a fast picture has to load. */
function manifestOf(model: unknown): readonly unknown[] {
  const [group] = (model as { weightsManifest?: { weights?: unknown }[] } | null)?.weightsManifest ?? [];
  if (!Array.isArray(group?.weights)) throw new Error('weightsManifest has no weights');
  return group.weights;
}

function isManifestEntry(entry: unknown): entry is ManifestEntry {
  const { name, shape, dtype } = (entry ?? {}) as Record<string, unknown>;
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isInteger(side) && side >= 0);
  return typeof name === 'string' && isShape && (dtype === 'float32' || dtype === 'int32');
}

/** [k, k, in, out] → [out, in, k, k] */
function outputsFirst({ shape, data }: Tensor): Tensor {
  const [height, width, input, output] = shape as [number, number, number, number];
  const places = height * width;
  const turned = new Float32Array(data.length);
  let from = 0;
  for (let place = 0; place < places; place++) {
    for (let channel = 0; channel < input; channel++) {
      for (let out = 0; out < output; out++) turned[(out * input + channel) * places + place] = data[from++]!;
    }
  }
  return { shape: [output, input, height, width], data: turned };
}

/** [3, 3, N, 1] → [N, 1, 3, 3] */
function channelsFirst({ shape, data }: Tensor): Tensor {
  const [height, width, channels] = shape as [number, number, number];
  return outputsFirst({ shape: [height, width, 1, channels], data });
}
