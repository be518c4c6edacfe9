import type { Feature } from '../../networks/network.ts';
import type { StyleConstants } from '../../objective/style-forms.ts';
import type { LossAndGradient } from './content-kernels.ts';
import type { Graph, Value } from './graph.ts';

/** Positions whose products with all samples are in memory at once: 16 MB. */
const AT_ONCE = 4096;

type Inputs = Pick<StyleConstants<Value>, 'samples' | 'mean' | 'ridge' | 'scale'>;

/**
 * The kernel `neighbours` of objective/style-forms.ts. feature: [1, N, H, W]; shares: [1, M], how much each position
 * counts; absent: 1/M each.
 */
export function emitNeighbours(
  graph: Graph,
  feature: Value,
  { channels, height, width }: Feature,
  { samples, mean, ridge, scale }: Inputs,
  shares: Value = graph.scalar(1 / (height * width)),
): LossAndGradient {
  const positions = height * width;
  const rows = graph.integers([0]);
  const sum = (x: Value) => graph.node('ReduceSum', [x, rows], { keepdims: 1 });
  const matrix = graph.node('Reshape', [feature, graph.integers([channels, positions])]);
  const centred = graph.node('Sub', [matrix, mean]);
  const length = graph.node('Sqrt', [
    graph.node('Add', [graph.node('ReduceSumSquare', [centred], { axes: [0], keepdims: 1 }), ridge]),
  ]);
  const direction = graph.node('Div', [centred, length]);
  const nearest = nearestOf(graph, direction, samples, positions);
  const matched = graph.node('Transpose', [graph.node('Gather', [samples, nearest], { axis: 0 })], {
    perm: [1, 0],
  });
  const cosine = sum(graph.node('Mul', [matched, direction]));
  const weights = graph.node('Mul', [scale, shares]);
  const apart = graph.node('Mul', [graph.node('Sub', [graph.scalar(1), cosine]), weights]);
  const pull = graph.node('Sub', [graph.node('Mul', [cosine, direction]), matched]);
  const gradient = graph.node('Mul', [pull, graph.node('Div', [weights, length])]);
  return {
    loss: graph.node('ReduceSum', [apart], { keepdims: 0 }),
    gradient: graph.node('Reshape', [gradient, graph.integers([1, channels, height, width])]),
  };
}

/** Which of the samples [K, N] has the largest product with each of the directions [N, M]: [M] */
function nearestOf(graph: Graph, directions: Value, samples: Value, positions: number): Value {
  const parts: Value[] = [];
  for (let from = 0; from < positions; from += AT_ONCE) {
    const ends = [from, Math.min(positions, from + AT_ONCE)].map((end) => graph.integers([end]));
    const part = graph.node('Slice', [directions, ...ends, graph.integers([1])]);
    const likeness = graph.node('Gemm', [part, samples], { transA: 1, transB: 1 });
    parts.push(graph.node('ArgMax', [likeness], { axis: 1, keepdims: 0 }));
  }
  return parts.length === 1 ? parts[0]! : graph.node('Concat', parts, { axis: 0 });
}
