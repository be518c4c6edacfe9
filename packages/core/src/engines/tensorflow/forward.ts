import type { Tensor4D } from '@tensorflow/tfjs';
import { inputsOf, type Layer, type Network } from '../../networks/network.ts';
import { type Inputs, type Kernels, kindOf } from './layers.ts';
import type { Tf } from './load.ts';
import { type Steps, step } from './steps.ts';

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
    results.set(layer.name, yield* kindOf(layer).forward(tf, { layer, network, kernels }, inputs as Inputs));
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
