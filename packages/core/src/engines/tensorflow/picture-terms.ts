import type { Scalar, Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from './load.ts';

/** Loss terms that look at the picture itself: [1, 3, H, W]. */

/** Mean over all values of (right − x)² + (below − x)². */
export function totalVariation(tf: Tf, picture: Tensor4D): Scalar {
  const [, channels, height, width] = picture.shape;
  const cut = (rows: [number, number], columns: [number, number]) =>
    tf.slice(picture, [0, 0, rows[0], columns[0]], [1, channels, rows[1], columns[1]]);
  const across = tf.squaredDifference(cut([0, height], [1, width - 1]), cut([0, height], [0, width - 1]));
  const down = tf.squaredDifference(cut([1, height - 1], [0, width]), cut([0, height - 1], [0, width]));
  return tf.div(tf.add(tf.sum(across), tf.sum(down)), picture.size);
}

/** Mean over all values of the squared distance from [0, 1]. */
export function outOfRange(tf: Tf, picture: Tensor4D): Scalar {
  return tf.mean(tf.square(tf.sub(picture, tf.clipByValue(picture, 0, 1))));
}
