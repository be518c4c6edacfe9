import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from './load.ts';
import { type Steps, step } from './steps.ts';
import { type Strip, stripsOf } from './strips.ts';

/** A type and not an interface, so that tfjs takes it for a container of tensors. */
export type Statistics = {
  /** [N, 1] */
  mean: Tensor2D;
  /** [N, N] */
  covariance: Tensor2D;
};

/**
 * Mean and covariance over the positions of a feature [1, H, W, N], M = H·W; with shares [M, 1], which sum
 * to 1, weighted by them.
 */
export function* statisticsOf(tf: Tf, feature: Tensor4D, shares?: Tensor): Steps<Statistics> {
  const { matrix, strips } = positionsOf(tf, feature);
  let sums: [mean: Tensor1D, second: Tensor2D] | undefined;
  for (const strip of strips) {
    const before = sums;
    sums = yield* step(() => {
      const part = rowsOf(tf, matrix(), strip);
      const weighted = tf.mul(part, weightsOf(tf, matrix().shape[0], strip, shares)) as Tensor2D;
      const [mean, second] = [tf.sum(weighted, 0), tf.matMul(weighted, part, true, false)];
      if (before === undefined) return [mean, second] as [Tensor1D, Tensor2D];
      return [tf.add(before[0], mean), tf.add(before[1], second)] as [Tensor1D, Tensor2D];
    });
    if (before) tf.dispose(before);
  }
  const [sum, second] = sums!;
  const statistics = yield* step(() => {
    const mean = tf.reshape(sum, [sum.size, 1]) as Tensor2D;
    return { mean, covariance: tf.sub(second, tf.matMul(mean, mean, false, true)) as Tensor2D };
  });
  tf.dispose([sum, second]);
  return statistics;
}

/**
 * From the gradient with respect to the statistics to that with respect to the feature: with K = A + Aᵀ and
 * b = c − K·μ, where A = dL/dΣ and c = dL/dμ, position by position its weight times (K·f + b).
 */
export function* statisticsAdjoint(
  tf: Tf,
  feature: Tensor4D,
  { mean }: Statistics,
  by: Statistics,
  shares?: Tensor,
): Steps<Tensor4D> {
  const { matrix, strips } = positionsOf(tf, feature);
  const [k, b] = yield* step(() => {
    const symmetric = tf.add(by.covariance, tf.transpose(by.covariance)) as Tensor2D;
    return [symmetric, tf.transpose(tf.sub(by.mean, tf.matMul(symmetric, mean)))] as [Tensor2D, Tensor2D];
  });
  const parts: Tensor2D[] = [];
  for (const strip of strips) {
    const part = yield* step(() => {
      const ahead = tf.add(tf.matMul(rowsOf(tf, matrix(), strip), k), b);
      return tf.mul(ahead, weightsOf(tf, matrix().shape[0], strip, shares)) as Tensor2D;
    });
    parts.push(part);
  }
  const whole = yield* step(() => tf.reshape(tf.concat(parts, 0), feature.shape) as Tensor4D);
  tf.dispose([...parts, k, b]);
  return whole;
}

/** The feature as [M, N], to be asked for within a step, and its strips of rows. */
function positionsOf(tf: Tf, feature: Tensor4D) {
  const [, height, width, channels] = feature.shape;
  const positions = height * width;
  const matrix = () => tf.reshape(feature, [positions, channels]) as Tensor2D;
  return { matrix, strips: stripsOf(positions, positions * channels ** 2) };
}

function rowsOf(tf: Tf, matrix: Tensor2D, { from, to }: Strip): Tensor2D {
  return tf.slice(matrix, [from, 0], [to - from, matrix.shape[1]]);
}

/** [rows, 1], or one number for all */
function weightsOf(tf: Tf, positions: number, { from, to }: Strip, shares?: Tensor): Tensor | number {
  return shares === undefined ? 1 / positions : tf.slice(shares, [from, 0], [to - from, 1]);
}
