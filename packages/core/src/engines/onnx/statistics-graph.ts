import type { Graph, Value } from './graph.ts';

export interface StatisticsValues {
  /** the feature as a matrix: [N, M] */
  readonly matrix: Value;
  /** [N, 1] */
  readonly mean: Value;
  /** [N, N] */
  readonly covariance: Value;
}

/**
 * Mean and covariance over the positions of a feature [1, N, H, W], M = H·W; with shares: [1, M], which sum
 * to 1, weighted by them.
 */
export function emitStatistics(
  graph: Graph,
  feature: Value,
  channels: number,
  positions: number,
  shares?: Value,
): StatisticsValues {
  const matrix = graph.node('Reshape', [feature, graph.integers([channels, positions])]);
  if (shares !== undefined) {
    const weighted = graph.node('Mul', [matrix, shares]);
    const mean = graph.node('ReduceSum', [weighted, graph.integers([1])], { keepdims: 1 });
    const second = graph.node('Gemm', [weighted, matrix], { transB: 1 });
    const covariance = graph.node('Gemm', [mean, mean, second], { transB: 1, alpha: { float: -1 } });
    return { matrix, mean, covariance };
  }
  const mean = graph.node('ReduceMean', [matrix], { axes: [1], keepdims: 1 });
  const second = graph.node('Gemm', [matrix, matrix], { transB: 1, alpha: { float: 1 / positions } });
  const covariance = graph.node('Gemm', [mean, mean, second], { transB: 1, alpha: { float: -1 } });
  return { matrix, mean, covariance };
}
