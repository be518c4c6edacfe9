import type { Tensor } from '../../models/tensor-file.ts';
import type { Feature } from '../../networks/network.ts';
import type { ContentForm, LayerStatistics, StyleForm } from '../../objective/objective.ts';
import type { Graph, Value } from './graph.ts';
import { emitStatistics } from './statistics-graph.ts';

/**
 * The forms of content and style loss, one table entry each: what a target becomes on its way into the
 * graph, and the loss and its gradient. F: [1, N, H, W], M = H·W.
 */
export interface Form<Target> {
  /** shapes of the graph's inputs for one term */
  shapes(feature: Feature): Record<string, number[]>;
  /** values of those inputs; the term's weight is multiplied in here, so that no graph depends on it */
  values(target: Target, weight: number): Record<string, Float32Array>;
  emit(graph: Graph, feature: Value, shape: Feature, inputs: Record<string, Value>): LossAndGradient;
}

export interface LossAndGradient {
  /** weighted loss, scalar */
  readonly loss: Value;
  /** its gradient with respect to F: [1, N, H, W] */
  readonly gradient: Value;
}

const relative: Form<Tensor> = {
  shapes: ({ channels, height, width }) => ({ target: [1, channels, height, width], scale: [] }),
  values: ({ data }, weight) => ({
    target: data,
    scale: Float32Array.of(weight / positive(sumOfSquares(data))),
  }),
  emit(graph, feature, _shape, { target, scale }) {
    const difference = graph.node('Sub', [feature, target]);
    const loss = graph.node('Mul', [scale, sumOfSquaresOf(graph, difference)]);
    const gradient = graph.node('Mul', [difference, graph.node('Mul', [scale, graph.scalar(2)])]);
    return { loss, gradient };
  },
};

/**
 * L = s·‖Σx−Σa‖² + t·‖μx−μa‖² with s = weight/‖Σa‖², t = weight/trace Σa. Since Σx = F Fᵀ/M − μμᵀ,
 * dL/dF = K F + b 1ᵀ with K = 4s/M · (Σx−Σa) and b = 2t/M · (μx−μa) − K μx.
 */
const covariance: Form<LayerStatistics> = {
  shapes: ({ channels: n }) => ({ mean: [n, 1], covariance: [n, n], covarianceScale: [], meanScale: [] }),
  values({ mean, covariance }, weight) {
    let trace = 0;
    for (let i = 0; i < mean.length; i++) trace += covariance[i * mean.length + i];
    return {
      mean,
      covariance,
      covarianceScale: Float32Array.of(weight / positive(sumOfSquares(covariance))),
      meanScale: Float32Array.of(weight / positive(trace)),
    };
  },
  emit(graph, feature, { channels, height, width }, inputs) {
    const positions = height * width;
    const own = emitStatistics(graph, feature, channels, positions);
    const covariances = graph.node('Sub', [own.covariance, inputs.covariance]);
    const means = graph.node('Sub', [own.mean, inputs.mean]);
    const loss = graph.node('Add', [
      graph.node('Mul', [inputs.covarianceScale, sumOfSquaresOf(graph, covariances)]),
      graph.node('Mul', [inputs.meanScale, sumOfSquaresOf(graph, means)]),
    ]);
    const k = scaled(graph, covariances, inputs.covarianceScale, 4 / positions);
    const fromMeans = scaled(graph, means, inputs.meanScale, 2 / positions);
    const b = graph.node('Sub', [fromMeans, graph.node('MatMul', [k, own.mean])]);
    const gradient = graph.node('Gemm', [k, own.matrix, b]);
    return {
      loss,
      gradient: graph.node('Reshape', [gradient, graph.integers([1, channels, height, width])]),
    };
  },
};

export const CONTENT: Record<ContentForm, Form<Tensor>> = { relative };
export const STYLE: Record<StyleForm, Form<LayerStatistics>> = { covariance };

function scaled(graph: Graph, x: Value, by: Value, factor: number): Value {
  return graph.node('Mul', [x, graph.node('Mul', [by, graph.scalar(factor)])]);
}

export function sumOfSquaresOf(graph: Graph, x: Value): Value {
  return graph.node('ReduceSumSquare', [x], { keepdims: 0 });
}

function sumOfSquares(data: Float32Array): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return sum;
}

/** A layer that is silent in the target would divide by zero; its term then counts almost absolutely. */
function positive(value: number): number {
  return Math.max(value, 1e-12);
}
