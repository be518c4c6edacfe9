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
