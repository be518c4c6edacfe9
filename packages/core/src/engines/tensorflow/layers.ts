import type { Tensor4D } from '@tensorflow/tfjs';
import type { Size } from '../../images/image.ts';
import type { ConvolutionLayer, Layer, Network } from '../../networks/network.ts';
import type { Tf } from './load.ts';
import {
  foldReflected,
  type Kernel,
  kernelOf,
  paddedWith,
  reflectPad,
  spreadForAdjoint,
} from './operators.ts';
import { POOL } from './pooling.ts';
import { type Steps, step } from './steps.ts';
import { inStrips } from './strips.ts';

/** The weights of a network's convolutions, by layer. */
export type Kernels = ReadonlyMap<string, Kernel>;

/** A layer of a network whose weights are on the device. */
interface Place<L extends Layer = Layer> {
  readonly layer: L;
  readonly network: Pick<Network, 'padding' | 'pooling'>;
  readonly kernels: Kernels;
}

/** What came in and went out, for the way back. */
interface Passing {
  /** of the layer's first input */
  readonly size: Size;
  /** undefined: the picture */
  readonly x: Tensor4D | undefined;
  readonly y: Tensor4D;
}

/** Results of the layers before, or the picture. */
export type Inputs = [Tensor4D, ...Tensor4D[]];

/** What tfjs computes for a kind of layer. Tensors are [1, H, W, N]. */
interface Kind<L extends Layer> {
  kernel?(tf: Tf, layer: L): Kernel;
  forward(tf: Tf, place: Place<L>, inputs: Inputs): Steps<Tensor4D>;
  /** gradient with respect to the result → with respect to each of the inputs; those of a sum get the same */
  adjoint(tf: Tf, place: Place<L>, passing: Passing, gradient: Tensor4D): Steps<Tensor4D>;
}

const KINDS: { readonly [K in Layer['kind']]: Kind<Extract<Layer, { kind: K }>> } = {
  convolution: {
    kernel: kernelOf,
    *forward(tf, { layer, network, kernels }, [x]) {
      const { forward: kernel, bias } = kernels.get(layer.name)!;
      const reflects = network.padding === 'reflect';
      const padded = yield* step(() =>
        reflects ? reflectPad(tf, x, layer.pad) : paddedWith(tf, x, layer.pad, 0),
      );
      const y = yield* inStrips(tf, padded, { kernel, bias, stride: layer.stride, relu: layer.relu });
      if (padded !== x) padded.dispose();
      return y;
    },
    *adjoint(tf, { layer, network, kernels }, { size, y }, gradient) {
      const behind = layer.relu ? yield* step(() => behindRelu(tf, y, gradient)) : gradient;
      return yield* convolutionAdjoint(
        tf,
        network,
        { layer, kernel: kernels.get(layer.name)!, size },
        behind,
      );
    },
  },
  add: {
    *forward(tf, { layer }, inputs) {
      return yield* step(() => {
        const y = tf.addN(inputs);
        return layer.relu ? tf.relu(y) : y;
      });
    },
    *adjoint(tf, { layer }, { y }, gradient) {
      return layer.relu ? yield* step(() => behindRelu(tf, y, gradient)) : gradient;
    },
  },
  pool: {
    *forward(tf, { layer, network }, [x]) {
      return yield* step(() => POOL[network.pooling](tf, x, layer));
    },
    *adjoint(tf, { layer, network }, { x }, gradient) {
      const pool = (value: Tensor4D) => POOL[network.pooling](tf, value, layer);
      return yield* step(() => tf.grad((value) => pool(value as Tensor4D))(x!, gradient) as Tensor4D);
    },
  },
};

/** The row of a layer's kind. */
export function kindOf({ kind }: Layer): Kind<Layer> {
  return KINDS[kind] as Kind<Layer>;
}

export function kernelsOf(tf: Tf, network: Network): Kernels {
  const kernels = new Map<string, Kernel>();
  for (const layer of network.layers) {
    const kernel = kindOf(layer).kernel?.(tf, layer);
    if (kernel !== undefined) kernels.set(layer.name, kernel);
  }
  return kernels;
}

function behindRelu(tf: Tf, y: Tensor4D, gradient: Tensor4D): Tensor4D {
  return tf.mul(gradient, tf.step(y));
}

interface Convolution {
  readonly layer: ConvolutionLayer;
  readonly kernel: Kernel;
  /** of its input */
  readonly size: Size;
}

function* convolutionAdjoint(
  tf: Tf,
  { padding }: Pick<Network, 'padding'>,
  { layer: { pad, stride }, kernel, size: { height, width } }: Convolution,
  gradient: Tensor4D,
): Steps<Tensor4D> {
  const reflected = padding === 'reflect' ? pad : 0;
  const spread = yield* step(() =>
    spreadForAdjoint(tf, gradient, {
      kernel,
      stride,
      pad: pad - reflected,
      height: height + 2 * reflected,
      width: width + 2 * reflected,
    }),
  );
  gradient.dispose();
  const back = yield* inStrips(tf, spread, { kernel: kernel.adjoint, stride: 1 });
  spread.dispose();
  if (reflected === 0) return back;
  const folded = yield* step(() => foldReflected(tf, back, reflected));
  back.dispose();
  return folded;
}
