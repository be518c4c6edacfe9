import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { type ContentConstants, type ContentKernel, SILENT } from '../../objective/content-forms.ts';
import type { MomentKernel, StyleConstants } from '../../objective/style-forms.ts';
import type { Tf } from './load.ts';
import { traceOfRoot } from './roots.ts';
import type { Statistics } from './statistics.ts';

/**
 * Losses of objective/content-forms.ts and objective/style-forms.ts, whose constants go in by name. Their
 * gradients are tfjs's business, but for the root of a matrix.
 */
export const CONTENT: Record<
  ContentKernel,
  (tf: Tf, feature: Tensor4D, inputs: ContentConstants<Tensor>) => Scalar
> = {
  difference: (tf, feature, { target, scale }) => tf.mul(scale, sumOfSquares(tf, tf.sub(feature, target))),
  weighted: (tf, feature, { target, scale, weights }) =>
    tf.mul(scale, tf.sum(tf.mul(weights, tf.square(tf.sub(feature, target))))),
  activation(tf, feature, { mask, scale, reference }) {
    const energy = tf.maximum(tf.sum(tf.mul(mask, tf.square(feature))), SILENT);
    return tf.neg(tf.mul(scale, tf.log(tf.div(energy, reference))));
  },
};

export const STYLE: Record<
  MomentKernel,
  (tf: Tf, own: Statistics, inputs: StyleConstants<Tensor>) => Scalar
> = {
  covariance: (tf, own, { mean, covariance, covarianceScale, meanScale }) =>
    tf.add(
      tf.mul(covarianceScale, sumOfSquares(tf, tf.sub(own.covariance, covariance))),
      tf.mul(meanScale, sumOfSquares(tf, tf.sub(own.mean, mean))),
    ),
  gram: (tf, own, { gram, scale }) => {
    const plain = tf.add(own.covariance, tf.matMul(own.mean, own.mean, false, true));
    return tf.mul(scale, sumOfSquares(tf, tf.sub(plain, gram)));
  },
  wasserstein(tf, own, { mean, factor, ridge, trace, scale }) {
    const identity = tf.eye(own.mean.shape[0]);
    const ridged = tf.add(own.covariance, tf.mul(ridge, identity));
    const product = tf.matMul(tf.matMul(factor, ridged, true), factor) as Tensor2D;
    const ownTrace = tf.sum(tf.mul(own.covariance, identity));
    const spread = tf.sub(tf.add(trace, ownTrace), tf.mul(2, traceOfRoot(tf, product)));
    return tf.mul(scale, tf.add(sumOfSquares(tf, tf.sub(own.mean, mean)), spread));
  },
};

function sumOfSquares(tf: Tf, x: Tensor): Scalar {
  return tf.sum(tf.square(x));
}
