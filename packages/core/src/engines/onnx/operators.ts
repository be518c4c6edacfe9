import type { Graph, Value } from './graph.ts';

/** What several graphs are made of, in ordinary ONNX operators. Tensors are [1, N, H, W]. */

export function reflectPad(graph: Graph, x: Value, by = 1): Value {
  return graph.node('Pad', [x, graph.integers([0, 0, by, by, 0, 0, by, by])], { mode: 'reflect' });
}

export function slice(graph: Graph, x: Value, axis: number, begin: number, end: number): Value {
  const [from, to, along] = [graph.integers([begin]), graph.integers([end]), graph.integers([axis])];
  return graph.node('Slice', [x, from, to, along]);
}

/**
 * Gradient of ReLU: passes where the ReLU's result y was positive. HardSigmoid with a huge slope is a
 * step function, and on the CPU the fastest of the operators that make one. It is hidden in a fifth axis: found
 * beside the ReLU it would be computed in the convolutions' own layout, and the mask turned back besides y.
 */
export function reluAdjoint(graph: Graph, gradient: Value, y: Value): Value {
  const first = graph.integers([0]);
  const hidden = graph.node('Unsqueeze', [y, first]);
  const mask = graph.node('HardSigmoid', [hidden], { alpha: { float: 1e38 }, beta: { float: 0 } });
  return graph.node('Mul', [gradient, graph.node('Squeeze', [mask, first])]);
}

/** Nearest up-sampling. */
export function upsample(graph: Graph, x: Value, factor = 2): Value {
  return graph.node('Resize', [x, '', graph.scales(factor)], {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  });
}

/**
 * Depth to space, [N, C·factor², H, W] → [N, C, factor·H, factor·W], channel (c·factor + dy)·factor + dx to (dy, dx), which is
 * PyTorch's order; without `crop` pixels on every side. By a transposed convolution whose taps are ones and zeros, bit by bit
 * the same: the operator of that name is laid out one number after the other on one thread, and a pass of the transform
 * network takes a fifteenth more by it (onnxruntime 1.30, two cores). In groups, as few taps are zeros then, but never of one
 * channel: there WebGPU is mistaken (findings/onnxruntime-webgpu-transposed-groups.sh).
 */
export function depthToSpace(graph: Graph, x: Value, channels: number, { factor = 2, crop = 0 } = {}): Value {
  const cells = factor ** 2;
  const together = leastDivisor(channels);
  const taps = new Float32Array(channels * cells * together * cells);
  for (let c = 0; c < channels; c++) {
    for (let cell = 0; cell < cells; cell++) {
      taps[((c * cells + cell) * together + (c % together)) * cells + cell] = 1;
    }
  }
  return graph.node('ConvTranspose', [x, graph.tensor(taps, [channels * cells, together, factor, factor])], {
    group: channels / together,
    kernel_shape: [factor, factor],
    strides: [factor, factor],
    pads: [crop, crop, crop, crop],
  });
}

/** Of a whole number, beside 1. */
function leastDivisor(n: number): number {
  for (let divisor = 2; divisor < n; divisor++) if (n % divisor === 0) return divisor;
  return n;
}
