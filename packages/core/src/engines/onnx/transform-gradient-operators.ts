import type { Graph, Value } from './graph.ts';

/**
 * What the way back through a transform network needs beside the operators of loss networks, for a batch: tensors
 * are [B, N, H, W]. An adjoint takes the gradient with respect to the result and gives the one of the input.
 */

export interface Normalised {
  readonly result: Value;
  /** With respect to scales and shifts, [N] each, summed over the batch, and, when called, to the input. */
  adjoint(gradient: Value): { scale: Value; shift: Value; input: () => Value };
}

/**
 * Instance normalisation y = γ·x̂ + β, x̂ = (x − μ)/σ with μ and σ² + ε over the positions of each picture and
 * channel. dγ = Σ g·x̂, dβ = Σ g, dx = γ/σ · (g − mean g − x̂ · mean(g·x̂)). scale, shift: [N]
 */
export function normaliseInstance(
  graph: Graph,
  x: Value,
  { scale, shift, positions, epsilon }: { scale: Value; shift: Value; positions: number; epsilon: number },
): Normalised {
  const mean = (value: Value) => graph.node('ReduceMean', [value], { axes: [2, 3], keepdims: 1 });
  const row = (value: Value) => graph.node('Reshape', [value, graph.integers([1, -1, 1, 1])]);
  const multiply = (...values: Value[]) => values.reduce((a, b) => graph.node('Mul', [a, b]));
  const gamma = row(scale);
  const centred = graph.node('Sub', [x, mean(x)]);
  const variance = graph.node('Add', [mean(multiply(centred, centred)), graph.scalar(epsilon)]);
  const inverse = graph.node('Reciprocal', [graph.node('Sqrt', [variance])]);
  const standard = multiply(centred, inverse);
  const result = graph.node('Add', [multiply(gamma, standard), row(shift)]);
  const overBatch = (means: Value) => {
    const sum = graph.node('ReduceSum', [means, graph.integers([0, 2, 3])], { keepdims: 0 });
    return multiply(sum, graph.scalar(positions));
  };
  return {
    result,
    adjoint(gradient) {
      const along = mean(multiply(gradient, standard));
      const level = mean(gradient);
      const input = () => {
        const without = graph.node('Sub', [graph.node('Sub', [gradient, level]), multiply(standard, along)]);
        return multiply(without, multiply(gamma, inverse));
      };
      return { scale: overBatch(along), shift: overBatch(level), input };
    },
  };
}

/** Adjoint of nearest up-sampling by 2: the sum over each square. */
export function upsampleAdjoint(graph: Graph, gradient: Value): Value {
  const mean = graph.node('AveragePool', [gradient], { kernel_shape: [2, 2], strides: [2, 2] });
  return graph.node('Mul', [mean, graph.scalar(4)]);
}
