import type { Weights } from '../models/locate.ts';
import type { Tensor } from '../models/tensor-file.ts';
import type { Architecture } from './architectures.ts';
import type { Layout, Preprocessing } from './layouts.ts';
import type { ConvolutionLayer, Network, Padding, Pooling, Taps } from './network.ts';
import { type PlannedConvolution, planOf } from './plan.ts';

export interface AssembleOptions {
  readonly name: string;
  readonly layouts: readonly Layout[];
  readonly padding: Padding;
  readonly pooling: Pooling;
  /** default: the layout's */
  readonly preprocessing?: Preprocessing;
  readonly taps?: Taps | undefined;
}

/** Added to the variance in torchvision's batch normalisation, and in timm's copies. */
const EPSILON = 1e-5;

/** The network of an architecture with the weights of a file. Errors: `model.damaged`, see plan.ts. */
export function assemble(weights: Weights, architecture: Architecture, options: AssembleOptions): Network {
  const { tensors, digest, file } = weights;
  const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]));
  const { layout, layers } = planOf(shapes, architecture, options.layouts, file);
  const { mean, deviation } = options.preprocessing ?? layout.preprocessing;
  return {
    name: options.name,
    digest,
    scale: [1 / deviation[0], 1 / deviation[1], 1 / deviation[2]],
    shift: [-mean[0] / deviation[0], -mean[1] / deviation[1], -mean[2] / deviation[2]],
    padding: options.padding,
    pooling: options.pooling,
    taps: options.taps,
    layers: layers.map((layer, index) => {
      return layer.kind === 'convolution' ? convolutionOf(tensors, layer, layout, index === 0) : layer;
    }),
  };
}

function convolutionOf(
  tensors: ReadonlyMap<string, Tensor>,
  { spec, tensors: names }: PlannedConvolution,
  layout: Layout,
  isFirst: boolean,
): ConvolutionLayer {
  const { channels: _, size: __, optional: ___, ...layer } = spec;
  const stored = tensors.get(names.weight)!;
  const kernel = layout.axes === 'HWIO' ? fromHwio(stored) : stored;
  const weight = isFirst && layout.channels === 'BGR' ? withInputsReversed(kernel) : kernel;
  const out = weight.shape[0]!;
  const bias = names.bias === undefined ? zeros(out) : tensors.get(names.bias)!;
  if (names.normalisation === undefined) return { ...layer, weight, bias };
  const [scale, shift, mean, variance] = names.normalisation.map((name) => tensors.get(name)!.data) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return { ...layer, ...folded({ weight, bias }, { scale, shift, mean, variance }) };
}

interface Normalisation {
  scale: Float32Array;
  shift: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
}

/** One convolution for w·x + b followed by scale · (y − mean) / √(variance + ε) + shift. */
function folded(
  { weight, bias }: { weight: Tensor; bias: Tensor },
  { scale, shift, mean, variance }: Normalisation,
): { weight: Tensor; bias: Tensor } {
  const factors = scale.map((value, i) => value / Math.sqrt(variance[i]! + EPSILON));
  const each = weight.data.length / factors.length;
  return {
    weight: {
      shape: weight.shape,
      data: weight.data.map((value, i) => value * factors[Math.floor(i / each)]!),
    },
    bias: {
      shape: bias.shape,
      data: bias.data.map((value, i) => (value - mean[i]!) * factors[i]! + shift[i]!),
    },
  };
}

/** [k, k, in, out] → [out, in, k, k] */
function fromHwio({ shape, data }: Tensor): Tensor {
  const [height, width, input, out] = shape as [number, number, number, number];
  const result = new Float32Array(data.length);
  let from = 0;
  for (let k = 0; k < height * width; k++) {
    for (let i = 0; i < input; i++) {
      for (let o = 0; o < out; o++) result[(o * input + i) * height * width + k] = data[from++]!;
    }
  }
  return { shape: [out, input, height, width], data: result };
}

/** BGR ⇄ RGB */
function withInputsReversed({ shape, data }: Tensor): Tensor {
  const [, input, height, width] = shape as [number, number, number, number];
  const area = height * width;
  const result = data.map((_, at) => {
    const [plane, k] = [Math.floor(at / area), at % area];
    const [o, i] = [Math.floor(plane / input), plane % input];
    return data[(o * input + input - 1 - i) * area + k]!;
  });
  return { shape, data: result };
}

function zeros(length: number): Tensor {
  return { shape: [length], data: new Float32Array(length) };
}
