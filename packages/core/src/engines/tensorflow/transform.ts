import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { PlainConvolution, TransformLayer, TransformNetwork } from '../../networks/transform.ts';
import type { Tf } from './load.ts';
import { convolution, type Kernel, kernelOf, reflectPad } from './operators.ts';

/** As in PyTorch, where the network was trained. */
const INSTANCE_NORMALISATION_EPSILON = 1e-5;

export type TransformKernels = ReadonlyMap<PlainConvolution, Kernel>;

/** To be made outside of what is differentiated: the way back needs them, and the tape disposes of its own tensors. */
export function transformKernels(tf: Tf, network: TransformNetwork): TransformKernels {
  return new Map(
    convolutionsOf(network.layers).map((convolution) => [convolution, kernelOf(tf, convolution)]),
  );
}

function convolutionsOf(layers: readonly TransformLayer[]): PlainConvolution[] {
  return layers.flatMap((layer) => {
    if (layer.kind === 'residual') return convolutionsOf(layer.layers);
    return 'convolution' in layer ? [layer.convolution] : [];
  });
}

/** One pass: pictures [B, 3, H, W] in [0, 1] and style [styleLength] → [B, 3, H, W] in [0, 1]. */
export function transformed(
  tf: Tf,
  network: TransformNetwork,
  kernels: TransformKernels,
  picture: Tensor4D,
  style: Tensor1D,
): Tensor4D {
  const photo = tf.transpose(picture, [0, 2, 3, 1]);
  const normalise = normaliser(tf, style);
  let x = tf.add(tf.mul(photo, network.scale), network.shift) as Tensor4D;
  const context = { kernels, photo, normalise };
  for (const layer of network.layers) x = resultOf(tf, layer, x, context);
  return tf.transpose(x, [0, 3, 1, 2]);
}

type Normalise = (x: Tensor4D) => Tensor4D;

interface Context {
  readonly kernels: TransformKernels;
  readonly photo: Tensor4D;
  readonly normalise: Normalise;
}

function resultOf(tf: Tf, layer: TransformLayer, x: Tensor4D, context: Context): Tensor4D {
  const { kernels, photo, normalise } = context;
  switch (layer.kind) {
    case 'unshuffle':
      return unshuffle(tf, x, layer.factor);
    case 'unit': {
      const y = normalise(reflected(tf, x, kernels.get(layer.convolution)!, layer.stride));
      return layer.relu ? tf.relu(y) : y;
    }
    case 'residual': {
      const inside = layer.layers.reduce((y, inner) => resultOf(tf, inner, y, context), x);
      return tf.add(x, inside);
    }
    case 'upsample': {
      const [, height, width] = x.shape;
      return tf.image.resizeNearestNeighbor(x, [2 * height, 2 * width]);
    }
    case 'picture': {
      const inside = tf.clipByValue(photo, layer.clamp, 1 - layer.clamp);
      const skip = tf.mul(tf.log(tf.div(inside, tf.sub(1, inside))), layer.skip);
      const painted = shuffle(tf, reflected(tf, x, kernels.get(layer.convolution)!), layer.factor);
      return tf.sigmoid(tf.add(painted, skip));
    }
  }
}

/** Square kernels of any side K, reflection padding (K − 1)/2, rounded down. */
function reflected(tf: Tf, x: Tensor4D, kernel: Kernel, stride = 1): Tensor4D {
  const [side] = kernel.forward.shape;
  return convolution(tf, reflectPad(tf, x, Math.floor((side - 1) / 2)), kernel, stride, 0);
}

/** Instance normalisation; hands out the style vector piece by piece, in the order in which it is called. */
function normaliser(tf: Tf, style: Tensor1D): Normalise {
  let offset = 0;
  const take = (length: number) => {
    offset += length;
    return tf.slice(style, offset - length, length);
  };
  return (x) => {
    const [scale, shift] = [take(x.shape[3]), take(x.shape[3])];
    const { mean, variance } = tf.moments(x, [1, 2], true);
    const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, INSTANCE_NORMALISATION_EPSILON)));
    return tf.add(tf.mul(normal, scale), shift);
  };
}

/** Space to depth: channel c, offsets (dy, dx) → channel (c·factor + dy)·factor + dx, PyTorch's order. */
function unshuffle(tf: Tf, x: Tensor4D, factor: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [h, w] = [height / factor, width / factor];
  const split = tf.reshape(x, [batch, h, factor, w, factor, channels]);
  const moved = tf.transpose(split, [0, 1, 3, 5, 2, 4]);
  return tf.reshape(moved, [batch, h, w, channels * factor * factor]);
}

/** Depth to space, the inverse of `unshuffle`. */
function shuffle(tf: Tf, x: Tensor4D, factor: number): Tensor4D {
  const [batch, height, width, depth] = x.shape;
  const channels = depth / (factor * factor);
  const split = tf.reshape(x, [batch, height, width, channels, factor, factor]);
  const moved = tf.transpose(split, [0, 1, 4, 2, 5, 3]);
  return tf.reshape(moved, [batch, height * factor, width * factor, channels]);
}
