import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from './load.ts';

export interface Statistics {
  /** [N, 1] */
  readonly mean: Tensor2D;
  /** [N, N] */
  readonly covariance: Tensor2D;
}

/**
 * Mean and covariance over the positions of a feature [1, H, W, N], M = H·W; with shares [M, 1], which sum
 * to 1, weighted by them.
 */
export function statisticsOf(tf: Tf, feature: Tensor4D, shares?: Tensor): Statistics {
  const [, height, width, channels] = feature.shape;
  const positions = height * width;
  const matrix = tf.reshape(feature, [positions, channels]) as Tensor2D;
  const weighted = shares === undefined ? tf.div(matrix, positions) : tf.mul(matrix, shares);
  const mean = tf.reshape(tf.sum(weighted, 0), [channels, 1]) as Tensor2D;
  const second = tf.matMul(weighted as Tensor2D, matrix, true, false);
  return { mean, covariance: tf.sub(second, tf.matMul(mean, mean, false, true)) };
}
