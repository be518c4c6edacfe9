import { type ContentConstants, type ContentKernel, SILENT } from '../../objective/content-forms.ts';
import type { Graph, Value } from './graph.ts';
import { scaled, sumOfSquaresOf } from './scalars.ts';

export interface LossAndGradient {
  /** weighted loss, scalar */
  readonly loss: Value;
  /** its gradient with respect to F: [1, N, H, W] */
  readonly gradient: Value;
}

/** Feature [1, N, H, W] and the kernel's constants (objective/content-forms.ts has the formulas) in. */
type Emit = (graph: Graph, feature: Value, inputs: ContentConstants<Value>) => LossAndGradient;

export const CONTENT_KERNELS: Record<ContentKernel, Emit> = {
  difference(graph, feature, { target, scale }) {
    const difference = graph.node('Sub', [feature, target]);
    return {
      loss: graph.node('Mul', [scale, sumOfSquaresOf(graph, difference)]),
      gradient: scaled(graph, difference, scale, 2),
    };
  },

  weighted(graph, feature, { target, scale, weights }) {
    const difference = graph.node('Sub', [feature, target]);
    const weighted = graph.node('Mul', [difference, weights]);
    const sum = graph.node('ReduceSum', [graph.node('Mul', [weighted, difference])], { keepdims: 0 });
    return {
      loss: graph.node('Mul', [scale, sum]),
      gradient: scaled(graph, weighted, scale, 2),
    };
  },

  activation(graph, feature, { mask, scale, reference }) {
    const active = graph.node('Mul', [feature, mask]);
    const energy = graph.node('Max', [sumOfSquaresOf(graph, active), graph.scalar(SILENT)]);
    const growth = graph.node('Log', [graph.node('Div', [energy, reference])]);
    return {
      loss: scaled(graph, growth, scale, -1),
      gradient: scaled(graph, active, graph.node('Div', [scale, energy]), -2),
    };
  },
};
