import type { Size } from '../../images/image.ts';
import type { Tensor } from '../../models/tensor-file.ts';
import { featuresOf } from '../../networks/layer-kinds.ts';
import { inputsOf, type Layer, type Network } from '../../networks/network.ts';
import { type Algorithm, grown, type Kernel, type Lowered } from './direct.ts';
import type { Graph, Value } from './graph.ts';
import { toomCook } from './toom-cook.ts';

/**
 * Winograd's convolution F(4×4, 3×3) (Lavin and Gray 2016): y = A[(G·w·Gᵀ) ∘ (B·x·Bᵀ)]Aᵀ gives 4×4 values from 6×6 of
 * x by 36 multiplications instead of 144. In ONNX: B and Bᵀ are depthwise convolutions of stride 4, each of the 36
 * products is one 1×1 convolution over the channels, and one transposed convolution is A and Aᵀ.
 */

const OUTPUTS = 4;
const TAPS = 3;
const INPUTS = OUTPUTS + TAPS - 1;
/**
 * Where polynomials are evaluated, beside infinity. They decide the rounding (Barabasz et al. 2020): over 64 channels
 * the error is 7e-7 of the values, with the usual 0, ±1, ±2 it is 1.4e-6, and 3e-7 for a direct convolution.
 */
const POINTS = [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2];
const { A, B, G } = toomCook(POINTS, OUTPUTS, TAPS);
/** What a kernel of one tap makes of a constant picture of ones: with it a bias can be added to the products. */
const ONES = B.map((row, i) => G[i]![0]! * row.reduce((a, b) => a + b));

/**
 * Fewer channels keep the processor waiting for memory. With one thread 64 to 64 takes 1.3 times less than without; with
 * two, which share the memory, the compact network (up to 112) gains nothing, and VGG-19's widths 1.5 times.
 */
const LEAST_CHANNELS = 128;
/** Channels that onnxruntime computes as one block. */
const BLOCK = 16;
/** Multiplications of a direct convolution from which on twenty evaluations save more than compiling takes. */
const LEAST_WORK = 4e8;

/** Whether a convolution of a picture of this size is worth it. */
export function pays(
  { weight, stride }: Pick<Kernel, 'weight' | 'stride'>,
  { width, height }: Size,
): boolean {
  const [out, input, side] = weight.shape as [number, number, number];
  const fits = [out, input].every((channels) => channels >= LEAST_CHANNELS && channels % BLOCK === 0);
  return side === TAPS && stride === 1 && fits && width * height * weight.data.length >= LEAST_WORK;
}

/** The network with Winograd's convolutions wherever they are worth it in a picture of this size. */
export function withWinograd(network: Network, size: Size): Network {
  const results = new Map(featuresOf(network, size.height, size.width).map((f) => [f.layer, f]));
  const layers = network.layers.map((layer, index): Layer & Lowered => {
    if (layer.kind !== 'convolution') return layer;
    const [input] = inputsOf(network.layers, index);
    const reflected = network.padding === 'reflect' ? layer.pad : 0;
    const wherePays = (on: Size): Algorithm => (pays(layer, on) ? 'winograd' : 'direct');
    const algorithm = {
      forward: wherePays(grown((input !== undefined && results.get(input)) || size, 2 * reflected)),
      // its input is the gradient, which is of the result's size
      adjoint: wherePays(results.get(layer.name)!),
    };
    return { ...layer, algorithm };
  });
  return { ...network, layers };
}

/** For kernels of 3×3 with stride 1. */
export function winograd(
  graph: Graph,
  x: Value,
  { weight, bias, pad }: Kernel,
  { width, height }: Size,
): Value {
  const [out, input] = weight.shape as [number, number];
  const down = depthwise(graph, input, 2, pad, height);
  const across = depthwise(graph, input, 3, pad, width);
  const products = down.flatMap((vertical, i) => {
    const rows = vertical(x);
    return across.map((horizontal, j) => {
      const kernel = graph.tensor(() => transformed(weight, G[i]!, G[j]!), [out, input, 1, 1]);
      const inputs = [horizontal(rows), kernel];
      const share = ONES[i]! * ONES[j]!;
      if (bias && share !== 0) inputs.push(scaled(graph, bias, share));
      const product = graph.node('Conv', inputs, { kernel_shape: [1, 1] });
      // Channels become the batch, so that A is the same for all.
      return graph.node('Reshape', [product, graph.integers([out, 1, 0, 0])]);
    });
  });
  const size = [height, width].map((length) => length + 2 * pad - TAPS + 1);
  const tiles = graph.node('ConvTranspose', [graph.node('Concat', products, { axis: 1 }), backwards(graph)], {
    kernel_shape: [OUTPUTS, OUTPUTS],
    strides: [OUTPUTS, OUTPUTS],
    pads: [0, 0, ...size.map((length) => OUTPUTS * Math.ceil(length / OUTPUTS) - length)],
  });
  return graph.node('Reshape', [tiles, graph.integers([1, out, ...size])]);
}

/** The six rows of B along an axis of `length` values: [1, N, H, W] → a sixth of the input of all tiles each. */
function depthwise(
  graph: Graph,
  channels: number,
  axis: 2 | 3,
  pad: number,
  length: number,
): ((x: Value) => Value)[] {
  const along = (value: number, other: number) => (axis === 2 ? [value, other] : [other, value]);
  const tiles = Math.ceil((length + 2 * pad - TAPS + 1) / OUTPUTS);
  return B.map((row) => {
    // Zeros at the ends are left out as far as a convolution can begin later, those in between by dilation.
    const isSet = (tap: number) => tap !== 0;
    const first = Math.min(row.findIndex(isSet), pad);
    const last = row.findLastIndex(isSet);
    const taps = row.slice(first, last + 1);
    const dilation = taps.some((tap, i) => i % 2 === 1 && isSet(tap)) ? 1 : 2;
    const kernel = taps.filter((_, i) => i % dilation === 0);
    const data = Float32Array.from(
      { length: channels * kernel.length },
      (_, i) => kernel[i % kernel.length]!,
    );
    const weight = graph.tensor(data, [channels, 1, ...along(kernel.length, 1)]);
    const beyond = Math.max(0, OUTPUTS * (tiles - 1) - pad + last + 1 - length);
    const attributes = {
      kernel_shape: along(kernel.length, 1),
      strides: along(OUTPUTS, 1),
      dilations: along(dilation, 1),
      pads: [...along(pad - first, 0), ...along(beyond, 0)],
      group: channels,
    };
    return (x) => graph.node('Conv', [x, weight], attributes);
  });
}

type Nine = [number, number, number, number, number, number, number, number, number];

/** One of the 36 values of G·w·Gᵀ for each kernel: [out, in, 3, 3] → [out, in]. left, right: its rows of G */
function transformed({ data }: Tensor, left: readonly number[], right: readonly number[]): Float32Array {
  const [a, b, c, d, e, f, g, h, i] = left.flatMap((row) => right.map((column) => row * column)) as Nine;
  const result = new Float32Array(data.length / TAPS ** 2);
  for (let k = 0, at = 0; k < result.length; k++, at += TAPS ** 2) {
    const top = a * data[at]! + b * data[at + 1]! + c * data[at + 2]!;
    const middle = d * data[at + 3]! + e * data[at + 4]! + f * data[at + 5]!;
    result[k] = top + middle + g * data[at + 6]! + h * data[at + 7]! + i * data[at + 8]!;
  }
  return result;
}

function scaled(graph: Graph, { data, shape }: Tensor, by: number): Value {
  return graph.tensor(
    data.map((value) => by * value),
    shape,
  );
}

/** The kernel of A[…]Aᵀ from 36 channels to one. */
function backwards(graph: Graph): Value {
  const each = Array.from({ length: INPUTS }, (_, i) => A.map((row) => row[i]!));
  const kernels = each.flatMap((left) =>
    each.flatMap((right) => left.flatMap((a) => right.map((b) => a * b))),
  );
  return graph.tensor(kernels, [INPUTS * INPUTS, 1, OUTPUTS, OUTPUTS]);
}
