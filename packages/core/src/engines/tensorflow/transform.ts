import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { PlainConvolution, TransformLayer, TransformNetwork } from '../../networks/transform.ts';
import type { Tf } from './load.ts';
import { convolution, type Kernel, kernelOf, reflectPad } from './operators.ts';
import { type Steps, step } from './steps.ts';
import { inStrips } from './strips.ts';

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

/** How the pass is driven, see steps.ts. */
export interface Way {
  /** a convolution of what is padded already */
  convolved(x: Tensor4D, kernel: Kernel, stride: number): Steps<Tensor4D>;
  /** x is not needed any more */
  done(x: Tensor4D): void;
}

/** By steps of at most a strip of a convolution. */
export function stepwise(tf: Tf): Way {
  return {
    convolved: (x, { forward: kernel, bias }, stride) => inStrips(tf, x, { kernel, bias, stride }),
    done: (x) => x.dispose(),
  };
}

/** For tfjs's tape. */
export function taped(tf: Tf): Way {
  return {
    convolved: (x, kernel, stride) => step(() => convolution(tf, x, kernel, stride)),
    done() {},
  };
}

/** One pass: pictures [B, 3, H, W] in [0, 1] and style [styleLength] → [B, 3, H, W] in [0, 1]. */
export function* transformed(
  tf: Tf,
  network: TransformNetwork,
  { kernels, way }: Pick<Context, 'kernels' | 'way'>,
  picture: Tensor4D,
  style: Tensor1D,
): Steps<Tensor4D> {
  const photo = yield* step(() => tf.transpose(picture, [0, 2, 3, 1]));
  const normalise = normaliser(tf, style);
  const entrance = yield* step(() => tf.add(tf.mul(photo, network.scale), network.shift) as Tensor4D);
  const painted = yield* through(tf, network.layers, entrance, { kernels, photo, normalise, way });
  return yield* step(() => tf.transpose(painted, [0, 3, 1, 2]));
}

type Normalise = (x: Tensor4D) => Tensor4D;

interface Context {
  readonly kernels: TransformKernels;
  readonly photo: Tensor4D;
  readonly normalise: Normalise;
  readonly way: Way;
}

/** The layers one after the other; x stays, what lies between is done with. */
function* through(tf: Tf, layers: readonly TransformLayer[], x: Tensor4D, context: Context): Steps<Tensor4D> {
  let y = x;
  for (const layer of layers) {
    const before = y;
    y = yield* resultOf(tf, layer, before, context);
    if (before !== x) context.way.done(before);
  }
  return y;
}

function* resultOf(tf: Tf, layer: TransformLayer, x: Tensor4D, context: Context): Steps<Tensor4D> {
  const { kernels, photo, normalise, way } = context;
  switch (layer.kind) {
    case 'unshuffle':
      return yield* step(() => unshuffle(tf, x, layer.factor));
    case 'unit': {
      const raw = yield* reflected(tf, x, kernels.get(layer.convolution)!, layer.stride, way);
      const y = yield* step(() => (layer.relu ? tf.relu(normalise(raw)) : normalise(raw)));
      way.done(raw);
      return y;
    }
    case 'residual': {
      const inside = yield* through(tf, layer.layers, x, context);
      const sum = yield* step(() => tf.add(x, inside) as Tensor4D);
      way.done(inside);
      return sum;
    }
    case 'upsample': {
      const [, height, width] = x.shape;
      return yield* step(() => tf.image.resizeNearestNeighbor(x, [2 * height, 2 * width]));
    }
    case 'picture': {
      const raw = yield* reflected(tf, x, kernels.get(layer.convolution)!, 1, way);
      return yield* step(() => {
        const inside = tf.clipByValue(photo, layer.clamp, 1 - layer.clamp);
        const skip = tf.mul(tf.log(tf.div(inside, tf.sub(1, inside))), layer.skip);
        return tf.sigmoid(tf.add(shuffle(tf, raw, layer.factor), skip)) as Tensor4D;
      });
    }
  }
}

/** Square kernels of any side K, reflection padding (K − 1)/2, rounded down. */
function* reflected(tf: Tf, x: Tensor4D, kernel: Kernel, stride: number, way: Way): Steps<Tensor4D> {
  const [side] = kernel.forward.shape;
  const padded = yield* step(() => reflectPad(tf, x, Math.floor((side - 1) / 2)));
  const y = yield* way.convolved(padded, kernel, stride);
  if (padded !== x) way.done(padded);
  return y;
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
