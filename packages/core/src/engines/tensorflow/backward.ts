import type { Tensor4D } from '@tensorflow/tfjs';
import type { Size } from '../../images/image.ts';
import { inputsOf, type Network } from '../../networks/network.ts';
import { type Kernels, kindOf } from './layers.ts';
import type { Tf } from './load.ts';
import { type Steps, step } from './steps.ts';

/** What the way back needs: a network, and all its results for one picture (`forward`, every layer wanted). */
export interface Passed {
  readonly network: Network;
  readonly kernels: Kernels;
  readonly results: ReadonlyMap<string, Tensor4D>;
  /** of the picture */
  readonly size: Size;
}

/** Stands for the picture where a layer has no layer before it. */
const PICTURE = '';

/**
 * Layer by layer instead of by tfjs's tape, which knows one piece only. Results and seeds are disposed of as the way
 * goes back over them.
 * seeds: d loss / d result of the layers that the loss looks at, [1, H, W, N]
 * Returns d loss / d picture, [1, 3, H, W]; null where no layer has a seed.
 */
export function* backward(
  tf: Tf,
  passed: Passed,
  seeds: ReadonlyMap<string, Tensor4D>,
): Steps<Tensor4D | null> {
  const { network, results } = passed;
  const gradients = new Map(seeds);
  for (let index = network.layers.length - 1; index >= 0; index--) {
    const { name } = network.layers[index]!;
    const gradient = gradients.get(name);
    if (gradient !== undefined) {
      const back = yield* adjointOf(tf, passed, index, gradient);
      for (const input of inputNames(network, index)) {
        const before = gradients.get(input);
        const sum = yield* step(() => (before ? tf.add(before, back) : tf.clone(back)) as Tensor4D);
        gradients.set(input, sum);
        before?.dispose();
      }
      tf.dispose([back, gradient]);
    }
    results.get(name)!.dispose();
  }
  const atEntrance = gradients.get(PICTURE);
  if (atEntrance === undefined) return null;
  return yield* step(() => tf.transpose(tf.mul(atEntrance, [...network.scale]), [0, 3, 1, 2]));
}

function inputNames({ layers }: Network, index: number): readonly string[] {
  const names = inputsOf(layers, index);
  return names.length === 0 ? [PICTURE] : names;
}

function* adjointOf(tf: Tf, passed: Passed, index: number, gradient: Tensor4D): Steps<Tensor4D> {
  const { network, kernels, results } = passed;
  const layer = network.layers[index]!;
  const x = results.get(inputNames(network, index)[0]!);
  const [, height, width] = x?.shape ?? [1, passed.size.height, passed.size.width];
  const passing = { size: { height, width }, x, y: results.get(layer.name)! };
  return yield* kindOf(layer).adjoint(tf, { layer, network, kernels }, passing, gradient);
}
