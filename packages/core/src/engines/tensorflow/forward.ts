import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { inputsOf, type Layer, type Network, type PoolLayer } from '../../networks/network.ts';
import { withAdjoint } from './adjoint.ts';
import type { Tf } from './load.ts';
import { convolution, type Kernel, kernelOf, reflectPad } from './operators.ts';

/** The weights of a network's convolutions, by layer. */
export type Kernels = ReadonlyMap<string, Kernel>;

export function kernelsOf(tf: Tf, network: Network): Kernels {
  const kernels = new Map<string, Kernel>();
  for (const layer of network.layers) {
    if (layer.kind === 'convolution') kernels.set(layer.name, kernelOf(tf, layer));
  }
  return kernels;
}

/** picture: [1, 3, H, W]; the result of every layer: [1, H, W, N] */
export function forward(
  tf: Tf,
  network: Network,
  kernels: Kernels,
  picture: Tensor4D,
): Map<string, Tensor4D> {
  const results = new Map<string, Tensor4D>();
  const interleaved = tf.transpose(picture, [0, 2, 3, 1]);
  const entrance = tf.add(tf.mul(interleaved, [...network.scale]), [...network.shift]) as Tensor4D;
  network.layers.forEach((layer, index) => {
    const inputs = inputsOf(network.layers, index).map((name) => results.get(name)!);
    results.set(layer.name, resultOf(tf, network, kernels, layer, inputs.length === 0 ? [entrance] : inputs));
  });
  return results;
}

function resultOf(
  tf: Tf,
  { padding, pooling }: Network,
  kernels: Kernels,
  layer: Layer,
  inputs: Tensor4D[],
): Tensor4D {
  const [x] = inputs;
  switch (layer.kind) {
    case 'convolution': {
      const reflected = padding === 'reflect';
      const padded = reflected ? reflectPad(tf, x, layer.pad) : x;
      const y = convolution(tf, padded, kernels.get(layer.name)!, layer.stride, reflected ? 0 : layer.pad);
      return layer.relu ? tf.relu(y) : y;
    }
    case 'add': {
      const y = tf.addN(inputs);
      return layer.relu ? tf.relu(y) : y;
    }
    case 'pool':
      return POOL[pooling](tf, x, layer);
  }
}

const POOL: Record<Network['pooling'], (tf: Tf, x: Tensor4D, layer: PoolLayer) => Tensor4D> = {
  max: (tf, x, { size, stride, pad }) => tf.maxPool(x, size, stride, pad),
  average,
  l2: (tf, x, layer) => root(tf, average(tf, tf.square(x), layer)),
};

/** Padding counts nothing: divided by the share of every window that lies on the picture. */
function average(tf: Tf, x: Tensor4D, { size, stride, pad }: PoolLayer): Tensor4D {
  if (pad === 0) return tf.avgPool(x, size, stride, 0);
  const padded = (value: Tensor4D) => {
    const around: [number, number][] = [
      [0, 0],
      [pad, pad],
      [pad, pad],
      [0, 0],
    ];
    return tf.avgPool(tf.pad(value, around), size, stride, 0);
  };
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
