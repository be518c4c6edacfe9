import type { Size } from '../../images/image.ts';
import type { Tensor } from '../../models/tensor-file.ts';
import type { Padding } from '../../networks/network.ts';
import { type Algorithm, direct, grown, type Kernel, type Lowered } from './direct.ts';
import type { Graph, Value } from './graph.ts';
import { depthToSpace, reflectPad } from './operators.ts';
import { foldBorder } from './reflection.ts';
import { winograd } from './winograd.ts';

const CONVOLVE = { direct, winograd } as const satisfies Record<Algorithm, unknown>;

/** The convolution alone: without the layer's ReLU. Reflection needs sides longer than the layer's pad. size: of x */
export function convolution(
  graph: Graph,
  x: Value,
  layer: Kernel & Lowered,
  padding: Padding,
  size: Size,
): Value {
  const { pad } = layer;
  const convolve = CONVOLVE[layer.algorithm?.forward ?? 'direct'];
  if (padding === 'zero' || pad === 0) return convolve(graph, x, layer, size);
  return convolve(graph, reflectPad(graph, x, pad), { ...layer, pad: 0 }, grown(size, 2 * pad));
}

/**
 * Gradient of `convolution` with respect to x. For reflection the gradient of the padded picture is
 * computed and its border folded back where it was mirrored from. size: of x.
 */
export function convolutionAdjoint(
  graph: Graph,
  gradient: Value,
  layer: Kernel & Lowered,
  padding: Padding,
  size: Size,
): Value {
  const { pad } = layer;
  if (padding === 'zero' || pad === 0) return transposed(graph, gradient, layer, size);
  const full = transposed(graph, gradient, { ...layer, pad: 0 }, grown(size, 2 * pad));
  return foldBorder(graph, full, size, pad);
}

/**
 * The transposed convolution onto `size`. With stride 1 it is the convolution with flipped kernels and
 * swapped channel axes, which is several times faster than the operator for any stride.
 */
function transposed(
  graph: Graph,
  gradient: Value,
  { weight, stride, pad, algorithm }: Kernel & Lowered,
  size: Size,
): Value {
  const side = weight.shape[2]!;
  const { height, width } = size;
  if (stride === 1) {
    const kernel = adjointKernel(weight);
    const rest = side - 1 - pad;
    const isEven = height % 2 === 0 && width % 2 === 0;
    if (isEven && kernel.shape[0]! <= FEW_CHANNELS) return inBlocks(graph, gradient, kernel, rest);
    const convolve = CONVOLVE[algorithm?.adjoint ?? 'direct'];
    return convolve(graph, gradient, { weight: kernel, stride, pad: rest }, grown(size, pad - rest));
  }
  return graph.node('ConvTranspose', [gradient, graph.tensor(weight.data, weight.shape)], {
    kernel_shape: [side, side],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
    // Rows and columns behind the last window, which the convolution never saw.
    output_padding: [height, width].map((length) => (length + 2 * pad - side) % stride),
  });
}

/** A processor computes 16 channels at a time (AVX-512), be they needed or not: room for four pixels of so many. */
const FEW_CHANNELS = 4;

/**
 * A convolution with stride 1 onto few channels, on an even number of rows and columns: 2×2 pixels are computed
 * at once, as channels, by a kernel that is one larger and holds the kernel at four places.
 */
function inBlocks(graph: Graph, x: Value, { shape, data }: Tensor, pad: number): Value {
  const [out, input, side] = shape as [number, number, number];
  const large = side + 1;
  const kernel = new Float32Array(out * 4 * input * large * large);
  for (let row = 0; row < out * input * side; row++) {
    const [o, i, y] = [Math.floor(row / (input * side)), Math.floor(row / side) % input, row % side];
    const values = data.subarray(row * side, (row + 1) * side);
    for (const [dy, dx] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      kernel.set(values, (((4 * o + 2 * dy + dx) * input + i) * large + y + dy) * large + dx);
    }
  }
  const blocks = graph.node('Conv', [x, graph.tensor(kernel, [4 * out, input, large, large])], {
    kernel_shape: [large, large],
    strides: [2, 2],
    pads: [pad, pad, pad, pad],
  });
  return depthToSpace(graph, blocks, out);
}

/** [out, in, k, k] → [in, out, k, k], rows and columns reversed */
function adjointKernel({ shape, data }: Tensor): Tensor {
  const [out, input, height, width] = shape as [number, number, number, number];
  const area = height * width;
  const result = new Float32Array(data.length);
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < input; i++) {
      const [from, to] = [(o * input + i) * area, (i * out + o) * area + area - 1];
      for (let k = 0; k < area; k++) result[to - k] = data[from + k]!;
    }
  }
  return { shape: [input, out, height, width], data: result };
}
