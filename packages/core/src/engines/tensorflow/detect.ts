import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Tensor as Weights } from '../../models/tensor-file.ts';
import type { DetectorBlock, FaceDetector } from '../../networks/face-detector.ts';
import type { PlainConvolution } from '../../networks/transform.ts';
import type { Tf } from './load.ts';

/** Scores and boxes of each head, one behind the other: [anchors, H, W], [16·anchors, H, W]. picture: [1, 3, side, side] */
export function detected(tf: Tf, { entrance, blocks, heads }: FaceDetector, picture: Tensor4D): Tensor[] {
  const results: Tensor[] = [];
  let x = tf.relu(convolution(tf, tf.transpose(picture, [0, 2, 3, 1]), entrance, 2));
  for (const [i, block] of blocks.entries()) {
    x = detectorBlock(tf, block, x);
    for (const { block: after, scores, boxes } of heads) {
      if (after !== i) continue;
      for (const head of [scores, boxes]) results.push(tf.transpose(convolution(tf, x, head), [0, 3, 1, 2]));
    }
  }
  return results;
}

function detectorBlock(
  tf: Tf,
  { depthwise, pointwise, stride, residual }: DetectorBlock,
  x: Tensor4D,
): Tensor4D {
  const kernel = tf.transpose(tensor(tf, depthwise), [2, 3, 0, 1]) as Tensor4D;
  const y = convolution(tf, tf.depthwiseConv2d(x, kernel, stride, 'same'), pointwise);
  if (!residual) return tf.relu(y);
  const pooled = stride === 1 ? x : tf.maxPool(x, 2, 2, 'same');
  const more = y.shape[3] - pooled.shape[3];
  const widened =
    more === 0
      ? pooled
      : tf.pad(pooled, [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, more],
        ]);
  return tf.relu(tf.add(widened, y));
}

function convolution(tf: Tf, x: Tensor4D, { weight, bias }: PlainConvolution, stride = 1): Tensor4D {
  const kernel = tf.transpose(tensor(tf, weight), [2, 3, 1, 0]) as Tensor4D;
  return tf.add(tf.conv2d(x, kernel, stride, 'same'), tf.tensor1d(bias.data));
}

function tensor(tf: Tf, { shape, data }: Weights): Tensor4D {
  return tf.tensor4d(data, shape as Tensor4D['shape']);
}
