import type { Tensor } from '../../models/tensor-file.ts';
import type { ConvolutionLayer, Padding } from '../../networks/network.ts';
import type { Size } from '../engine.ts';
import type { Graph, Value } from './graph.ts';
import { reflectPad } from './operators.ts';
import { foldBorder } from './reflection.ts';

/** The convolution alone: without the layer's ReLU. Reflection needs sides longer than the layer's pad. */
export function convolution(
  graph: Graph,
  x: Value,
  { weight, bias, stride, pad }: Pick<ConvolutionLayer, 'weight' | 'bias' | 'stride' | 'pad'>,
  padding: Padding,
): Value {
  const inputs = [graph.tensor(weight.data, weight.shape), graph.tensor(bias.data, bias.shape)];
  const attributes = { kernel_shape: weight.shape.slice(2), strides: [stride, stride] };
  if (padding === 'zero' || pad === 0) {
    return graph.node('Conv', [x, ...inputs], { ...attributes, pads: [pad, pad, pad, pad] });
  }
  return graph.node('Conv', [reflectPad(graph, x, pad), ...inputs], attributes);
}

/**
 * Gradient of `convolution` with respect to x. For reflection the gradient of the padded picture is
 * computed and its border folded back where it was mirrored from. size: of x.
 */
export function convolutionAdjoint(
  graph: Graph,
  gradient: Value,
  layer: Pick<ConvolutionLayer, 'weight' | 'stride' | 'pad'>,
  padding: Padding,
  { height, width }: Size,
): Value {
  const { pad } = layer;
  if (padding === 'zero') return transposed(graph, gradient, layer, { height, width });
  const size = { height: height + 2 * pad, width: width + 2 * pad };
  const full = transposed(graph, gradient, { ...layer, pad: 0 }, size);
  if (pad === 0) return full;
  return foldBorder(graph, foldBorder(graph, full, 2, height, pad), 3, width, pad);
}

/**
 * The transposed convolution onto `size`. With stride 1 it is the convolution with flipped kernels and
 * swapped channel axes, which is several times faster than the operator for any stride.
 */
function transposed(
  graph: Graph,
  gradient: Value,
  { weight, stride, pad }: Pick<ConvolutionLayer, 'weight' | 'stride' | 'pad'>,
  { height, width }: Size,
): Value {
  const [side] = weight.shape.slice(2);
  const kernel_shape = [side, side];
  if (stride === 1) {
    const { data, shape } = adjointKernel(weight);
    const rest = side - 1 - pad;
    const pads = [rest, rest, rest, rest];
    return graph.node('Conv', [gradient, graph.tensor(data, shape)], { kernel_shape, pads });
  }
  return graph.node('ConvTranspose', [gradient, graph.tensor(weight.data, weight.shape)], {
    kernel_shape,
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
    // Rows and columns behind the last window, which the convolution never saw.
    output_padding: [height, width].map((length) => (length + 2 * pad - side) % stride),
  });
}

/** [out, in, k, k] → [in, out, k, k], rows and columns reversed */
export function adjointKernel({ shape, data }: Tensor): Tensor {
  const [out, input, height, width] = shape;
  const area = height * width;
  const result = new Float32Array(data.length);
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < input; i++) {
      const [from, to] = [(o * input + i) * area, (i * out + o) * area + area - 1];
      for (let k = 0; k < area; k++) result[to - k] = data[from + k];
    }
  }
  return { shape: [input, out, height, width], data: result };
}
