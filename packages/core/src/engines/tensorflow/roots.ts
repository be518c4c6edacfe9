import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import { withAdjoint } from './adjoint.ts';
import type { Tf } from './load.ts';

/** As many as engines/onnx takes, so that the two agree where the iteration has not come to its end. */
const ITERATIONS = 20;

/**
 * Trace of C^½, C symmetric and positive definite, by the coupled Newton–Schulz iteration (Higham 2008,
 * "Functions of matrices", eq. 6.35). Its gradient is ½ C^−½, which the iteration yields as well.
 */
export function traceOfRoot(tf: Tf, c: Tensor2D): Scalar {
  return withAdjoint(tf, c, () => {
    const norm = tf.sqrt(tf.sum(tf.square(c)));
    const identity = tf.eye(c.shape[0]);
    let y = tf.div(c, norm) as Tensor2D;
    let z = identity;
    for (let i = 0; i < ITERATIONS; i++) {
      const step = tf.sub(tf.mul(identity, 1.5), tf.mul(tf.matMul(z, y), 0.5)) as Tensor2D;
      y = tf.matMul(y, step);
      z = tf.matMul(step, z);
    }
    const scale = tf.sqrt(norm);
    return {
      value: tf.mul(tf.sum(tf.mul(y, identity)), scale) as Scalar,
      saved: tf.div(z, tf.mul(scale, 2)),
      adjoint: (gradient, slope) => tf.mul(gradient, slope),
    };
  });
}
