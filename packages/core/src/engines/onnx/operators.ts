import type { Tensor } from '../../models/tensor-file.ts';
import type { Padding } from '../../networks/network.ts';
import type { Graph, Value } from './graph.ts';

/**
 * The operators that networks are made of, each with its adjoint (the gradient with respect to its
 * input), in ordinary ONNX operators. Tensors are [1, N, H, W].
 */

const PADS_OF_ONE = [0, 0, 1, 1, 0, 0, 1, 1] as const;

export function reflectPad(graph: Graph, x: Value): Value {
  return graph.node('Pad', [x, graph.integers(PADS_OF_ONE)], { mode: 'reflect' });
}

/** 3×3 convolution with padding 1. weight: [out, in, 3, 3] */
export function convolution(
  graph: Graph,
  x: Value,
  { weight, bias }: { weight: Tensor; bias: Tensor },
  padding: Padding,
  stride = 1,
): Value {
  const inputs = [graph.tensor(weight.data, weight.shape), graph.tensor(bias.data, bias.shape)];
  const attributes = { kernel_shape: [3, 3], strides: [stride, stride] };
  if (padding === 'zero') return graph.node('Conv', [x, ...inputs], { ...attributes, pads: [1, 1, 1, 1] });
  return graph.node('Conv', [reflectPad(graph, x), ...inputs], attributes);
}

/**
 * Gradient of `convolution` (stride 1) with respect to x: the convolution of the incoming gradient with
 * flipped kernels and swapped channel axes. For reflection the gradient of the padded picture is
 * computed (one pixel larger all round) and its border folded back where it was mirrored from.
 * size: of x.
 */
export function convolutionAdjoint(
  graph: Graph,
  gradient: Value,
  weight: Tensor,
  padding: Padding,
  size: { height: number; width: number },
): Value {
  const adjoint = adjointKernel(weight);
  const kernel = graph.tensor(adjoint.data, adjoint.shape);
  const pad = padding === 'zero' ? 1 : 2;
  const full = graph.node('Conv', [gradient, kernel], { kernel_shape: [3, 3], pads: [pad, pad, pad, pad] });
  if (padding === 'zero') return full;
  return foldBorder(graph, foldBorder(graph, full, 2, size.height), 3, size.width);
}

/** [out, in, 3, 3] → [in, out, 3, 3], rows and columns reversed */
export function adjointKernel({ shape, data }: Tensor): Tensor {
  const [out, input] = shape;
  const result = new Float32Array(data.length);
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < input; i++) {
      for (let k = 0; k < 9; k++) result[(i * out + o) * 9 + 8 - k] = data[(o * input + i) * 9 + k];
    }
  }
  return { shape: [input, out, 3, 3], data: result };
}

/**
 * Adjoint of reflection padding by one along one axis: length + 2 → length. The padded rows 0 and
 * length + 1 mirror rows 1 and length − 2 of the picture, so their gradient is added there.
 */
function foldBorder(graph: Graph, x: Value, axis: number, length: number): Value {
  const part = (begin: number, end: number) => slice(graph, x, axis, begin, end);
  if (length < 4) return foldShort(graph, x, axis, length);
  const second = graph.node('Add', [part(2, 3), part(0, 1)]);
  const lastButOne = graph.node('Add', [part(length - 1, length), part(length + 1, length + 2)]);
  const parts = [part(1, 2), second, lastButOne, part(length, length + 1)];
  if (length > 4) parts.splice(2, 0, part(3, length - 1));
  return graph.node('Concat', parts, { axis });
}

/** The same for two or three rows, where both mirrored rows can be the same one: row by row. */
function foldShort(graph: Graph, x: Value, axis: number, length: number): Value {
  const rows = Array.from({ length }, (_, row) => {
    const from = [row + 1, ...(row === 1 ? [0] : []), ...(row === length - 2 ? [length + 1] : [])];
    const values = from.map((index) => slice(graph, x, axis, index, index + 1));
    return graph.node('Sum', values);
  });
  return graph.node('Concat', rows, { axis });
}

export function slice(graph: Graph, x: Value, axis: number, begin: number, end: number): Value {
  const [from, to, along] = [[begin], [end], [axis]].map((list) => graph.integers(list));
  return graph.node('Slice', [x, from, to, along]);
}

/**
 * Gradient of ReLU: passes where the ReLU's result y was positive. HardSigmoid with a huge slope is a
 * step function, and on the CPU the fastest of the operators that make one.
 */
export function reluAdjoint(graph: Graph, gradient: Value, y: Value): Value {
  const mask = graph.node('HardSigmoid', [y], { alpha: { float: 1e38 }, beta: { float: 0 } });
  return graph.node('Mul', [gradient, mask]);
}

const POOL = { kernel_shape: [2, 2], strides: [2, 2] } as const;

export function pool(graph: Graph, x: Value, kind: 'average' | 'max'): Value {
  return graph.node(kind === 'average' ? 'AveragePool' : 'MaxPool', [x], POOL);
}

/**
 * Gradient of 2×2 pooling. Average: a quarter to each of the four. Maximum: to the one that was the
 * largest (to all of them when equal, which after a ReLU happens at zero only, where its mask wins).
 * x, y: the pooling's input and result; size: of x. A dropped odd row or column gets zero.
 */
export function poolAdjoint(
  graph: Graph,
  gradient: Value,
  kind: 'average' | 'max',
  { x, y }: { x: Value; y: Value },
  { height, width }: { height: number; width: number },
): Value {
  const odd = [height % 2, width % 2];
  const full = (value: Value) => {
    if (odd[0] + odd[1] === 0) return value;
    return graph.node('Pad', [value, graph.integers([0, 0, 0, 0, 0, 0, ...odd])]);
  };
  if (kind === 'average') {
    return full(upsample(graph, graph.node('Mul', [gradient, graph.scalar(0.25)])));
  }
  const isLargest = graph.node('Equal', [x, full(upsample(graph, y))]);
  return graph.node('Where', [isLargest, full(upsample(graph, gradient)), graph.scalar(0)]);
}

/** Nearest up-sampling by 2. */
export function upsample(graph: Graph, x: Value): Value {
  return graph.node('Resize', [x, '', graph.scales(2)], {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  });
}
