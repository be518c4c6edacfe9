import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Network, PoolLayer } from '../../networks/network.ts';
import { withAdjoint } from './adjoint.ts';
import type { Tf } from './load.ts';
import { paddedWith } from './operators.ts';

export const POOL: Record<Network['pooling'], (tf: Tf, x: Tensor4D, layer: PoolLayer) => Tensor4D> = {
  // TensorFlow's own library takes no border that is given as a number, so it is laid here.
  max: (tf, x, { size, stride, pad }) => tf.maxPool(paddedWith(tf, x, pad, -LARGEST), size, stride, 0),
  average,
  l2: (tf, x, layer) => root(tf, average(tf, tf.square(x), layer)),
};

/** Beyond any feature, and short of float32's end. */
const LARGEST = 1e30;

/** Padding counts nothing: divided by the share of every window that lies on the picture. */
function average(tf: Tf, x: Tensor4D, { size, stride, pad }: PoolLayer): Tensor4D {
  if (pad === 0) return tf.avgPool(x, size, stride, 0);
  const padded = (value: Tensor4D) => tf.avgPool(paddedWith(tf, value, pad, 0), size, stride, 0);
  return tf.div(padded(x), padded(tf.ones([1, x.shape[1], x.shape[2], 1])));
}

/** Far below any feature, and far enough from float32's end (1e-38) that a gradient divided by it is finite. */
const SMALLEST = 1e-12;

/** Square root; where it is 0, the gradient of the square under it is, too, and their product 0 instead of NaN. */
function root(tf: Tf, x: Tensor4D): Tensor4D {
  return withAdjoint(tf, x, () => {
    const value = tf.sqrt(x);
    const slope = (y: Tensor) => tf.div(0.5, tf.maximum(y, SMALLEST));
    return { value, saved: value, adjoint: (gradient, y) => tf.mul(gradient, slope(y)) };
  });
}
