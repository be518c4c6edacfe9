import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { StyleConstants } from '../../objective/style-forms.ts';
import type { Tf } from './load.ts';
import { type Steps, step } from './steps.ts';
import { stripsOf } from './strips.ts';

type Inputs = Pick<StyleConstants<Tensor>, 'samples' | 'mean' | 'ridge' | 'scale'> & { shares?: Tensor };

/**
 * The kernel `neighbours` of objective/style-forms.ts, in strips of positions: its loss and the gradient with respect
 * to the feature. feature: [1, H, W, N]; shares: [M, 1], how much each position counts; absent: 1/M each.
 */
export function* neighboursOf(
  tf: Tf,
  feature: Tensor4D,
  { samples, mean, ridge, scale, shares }: Inputs,
): Steps<[loss: Scalar, gradient: Tensor4D]> {
  const [, height, width, channels] = feature.shape;
  const positions = height * width;
  const parts: [loss: Scalar, gradient: Tensor2D][] = [];
  for (const { from, to } of stripsOf(positions, positions * channels * samples.shape[0]!)) {
    const part = yield* step(() => {
      const matrix = tf.reshape(feature, [positions, channels]);
      const rows = tf.slice(matrix, [from, 0], [to - from, channels]);
      const centred = tf.sub(rows, tf.transpose(mean));
      const length = tf.sqrt(tf.add(tf.sum(tf.square(centred), 1, true), ridge));
      const direction = tf.div(centred, length) as Tensor2D;
      const likeness = tf.matMul(direction, samples as Tensor2D, false, true);
      const matched = tf.gather(samples, tf.argMax(likeness, 1) as Tensor1D);
      const cosine = tf.sum(tf.mul(matched, direction), 1, true);
      const share = shares === undefined ? 1 / positions : tf.slice(shares, [from, 0], [to - from, 1]);
      const weights = tf.mul(scale, share);
      const loss = tf.sum(tf.mul(weights, tf.sub(1, cosine)));
      const pull = tf.sub(tf.mul(cosine, direction), matched);
      return [loss, tf.mul(pull, tf.div(weights, length))] as [Scalar, Tensor2D];
    });
    parts.push(part);
  }
  const whole = yield* step(() => {
    const gradients = parts.map(([, gradient]) => gradient);
    const gradient = tf.reshape(tf.concat(gradients, 0), feature.shape) as Tensor4D;
    return [tf.addN(parts.map(([loss]) => loss)), gradient] as [Scalar, Tensor4D];
  });
  tf.dispose(parts);
  return whole;
}
