import type { Tensor4D } from '@tensorflow/tfjs';
import type { Size } from '../../images/image.ts';
import { type ConvolutionLayer, inputsOf, type Network } from '../../networks/network.ts';
import { type Kernels, POOL } from './forward.ts';
import type { Tf } from './load.ts';
import { foldReflected, type Kernel, spreadForAdjoint } from './operators.ts';
import { type Steps, step } from './steps.ts';
import { inStrips } from './strips.ts';

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
    const { name } = network.layers[index];
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

/** gradient with respect to a layer's result → with respect to each of its inputs; those of a sum get the same */
function* adjointOf(tf: Tf, passed: Passed, index: number, gradient: Tensor4D): Steps<Tensor4D> {
  const { network, kernels, results, size } = passed;
  const layer = network.layers[index];
  const y = results.get(layer.name)!;
  const input = results.get(inputNames(network, index)[0]);
  const behindRelu = () => tf.mul(gradient, tf.step(y)) as Tensor4D;
  switch (layer.kind) {
    case 'convolution': {
      const behind = layer.relu ? yield* step(behindRelu) : gradient;
      const [, height, width] = input?.shape ?? [1, size.height, size.width];
      const kernel = kernels.get(layer.name)!;
      return yield* convolutionAdjoint(tf, network, { layer, kernel, size: { height, width } }, behind);
    }
    case 'add':
      return layer.relu ? yield* step(behindRelu) : gradient;
    case 'pool': {
      const pool = (x: Tensor4D) => POOL[network.pooling](tf, x, layer);
      return yield* step(() => tf.grad((x) => pool(x as Tensor4D))(input!, gradient) as Tensor4D);
    }
  }
}

interface Convolution {
  readonly layer: ConvolutionLayer;
  readonly kernel: Kernel;
  /** of its input */
  readonly size: Size;
}

function* convolutionAdjoint(
  tf: Tf,
  { padding }: Network,
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
