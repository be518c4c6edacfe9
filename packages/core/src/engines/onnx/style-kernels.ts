import type { MomentKernel, StyleConstants } from '../../objective/style-forms.ts';
import type { Graph, Value } from './graph.ts';
import { diagonal, emitRoots } from './newton-schulz.ts';
import { scaled, sumOfSquaresOf } from './scalars.ts';

/** μ [n, 1] and Σ [n, n] of the picture at one layer. */
export interface Moments {
  readonly mean: Value;
  readonly covariance: Value;
}

/** What every style form comes down to. */
export interface Slope {
  /** weighted loss, scalar */
  readonly loss: Value;
  /** A = dL/dΣ: [n, n], symmetric */
  readonly covariance: Value;
  /** c = dL/dμ at fixed Σ: [n, 1] */
  readonly mean: Value;
}

/** Statistics in, loss and slope out; inputs: the kernel's constants (objective/style-forms.ts has the formulas). */
type Emit = (graph: Graph, own: Moments, inputs: StyleConstants<Value>, n: number) => Slope;

export const STYLE_KERNELS: Record<MomentKernel, Emit> = {
  covariance(graph, own, { mean, covariance, covarianceScale, meanScale }) {
    const covariances = graph.node('Sub', [own.covariance, covariance]);
    const means = graph.node('Sub', [own.mean, mean]);
    return {
      loss: graph.node('Add', [
        graph.node('Mul', [covarianceScale, sumOfSquaresOf(graph, covariances)]),
        graph.node('Mul', [meanScale, sumOfSquaresOf(graph, means)]),
      ]),
      covariance: scaled(graph, covariances, covarianceScale, 2),
      mean: scaled(graph, means, meanScale, 2),
    };
  },

  gram(graph, own, { gram, scale }) {
    const ownGram = graph.node('Gemm', [own.mean, own.mean, own.covariance], { transB: 1 });
    const difference = graph.node('Sub', [ownGram, gram]);
    const covariance = scaled(graph, difference, scale, 2);
    return {
      loss: graph.node('Mul', [scale, sumOfSquaresOf(graph, difference)]),
      covariance,
      mean: scaled(graph, graph.node('MatMul', [covariance, own.mean]), graph.scalar(1), 2),
    };
  },

  wasserstein(graph, own, { mean, factor, ridge, trace, scale }, n) {
    const identity = graph.tensor(diagonal(1, n), [n, n]);
    const ridged = graph.node('Add', [own.covariance, graph.node('Mul', [identity, ridge])]);
    const product = graph.node('MatMul', [ridged, factor]);
    const roots = emitRoots(graph, graph.node('Gemm', [factor, product], { transA: 1 }), n);
    const means = graph.node('Sub', [own.mean, mean]);
    const ownTrace = graph.node('ReduceSum', [graph.node('Mul', [own.covariance, identity])], {
      keepdims: 0,
    });
    const both = graph.node('Sum', [sumOfSquaresOf(graph, means), trace, ownTrace]);
    const distance = graph.node('Sub', [both, graph.node('Mul', [roots.trace, graph.scalar(2)])]);
    const pulled = graph.node('MatMul', [factor, roots.inverse]);
    const pull = graph.node('Gemm', [pulled, factor, identity], { transB: 1, alpha: { float: -1 } });
    return {
      loss: graph.node('Mul', [scale, distance]),
      covariance: graph.node('Mul', [pull, scale]),
      mean: scaled(graph, means, scale, 2),
    };
  },
};
