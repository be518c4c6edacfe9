import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { inputsOf, type Layer, type Network, type PoolLayer } from '../../networks/network.ts';
import { withAdjoint } from './adjoint.ts';
import type { Tf } from './load.ts';
import { type Kernel, kernelOf, paddedWith, reflectPad } from './operators.ts';
import { type Steps, step } from './steps.ts';
import { inStrips } from './strips.ts';

/** The weights of a network's convolutions, by layer. */
export type Kernels = ReadonlyMap<string, Kernel>;

export function kernelsOf(tf: Tf, network: Network): Kernels {
  const kernels = new Map<string, Kernel>();
  for (const layer of network.layers) {
    if (layer.kind === 'convolution') kernels.set(layer.name, kernelOf(tf, layer));
  }
  return kernels;
}

/**
 * picture: [1, 3, H, W]; the results by layer: [1, H, W, N]
 * wanted: layers whose results stay; of the others each goes once no layer needs it any more
 */
export function* forward(
  tf: Tf,
  network: Network,
  kernels: Kernels,
  picture: Tensor4D,
  wanted: (layer: string) => boolean,
): Steps<Map<string, Tensor4D>> {
  const results = new Map<string, Tensor4D>();
  const lastUse = lastUses(network.layers);
  const entrance = yield* step(() => {
    const interleaved = tf.transpose(picture, [0, 2, 3, 1]);
    return tf.add(tf.mul(interleaved, [...network.scale]), [...network.shift]) as Tensor4D;
  });
  for (const [index, layer] of network.layers.entries()) {
    const names = inputsOf(network.layers, index);
    const inputs = names.length === 0 ? [entrance] : names.map((name) => results.get(name)!);
    results.set(layer.name, yield* resultOf(tf, network, kernels, layer, inputs));
    for (const name of names) {
      if (wanted(name) || lastUse.get(name) !== index) continue;
      results.get(name)!.dispose();
      results.delete(name);
    }
  }
  return results;
}

/** The index of the last layer that takes in each layer's result. */
function lastUses(layers: readonly Layer[]): Map<string, number> {
  return new Map(layers.flatMap((_, index) => inputsOf(layers, index).map((name) => [name, index] as const)));
}

function* resultOf(
  tf: Tf,
  { padding, pooling }: Network,
  kernels: Kernels,
  layer: Layer,
  inputs: Tensor4D[],
): Steps<Tensor4D> {
  const [x] = inputs;
  switch (layer.kind) {
    case 'convolution': {
      const { forward: kernel, bias } = kernels.get(layer.name)!;
      const reflects = padding === 'reflect';
      const padded = yield* step(() =>
        reflects ? reflectPad(tf, x, layer.pad) : paddedWith(tf, x, layer.pad, 0),
      );
      const y = yield* inStrips(tf, padded, { kernel, bias, stride: layer.stride, relu: layer.relu });
      if (padded !== x) padded.dispose();
      return y;
    }
    case 'add':
      return yield* step(() => {
        const y = tf.addN(inputs);
        return layer.relu ? tf.relu(y) : y;
      });
    case 'pool':
      return yield* step(() => POOL[pooling](tf, x, layer));
  }
}

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
