import type { Tensor } from '../models/tensor-file.ts';
import { random } from '../transfer/random.ts';
import { styleLengthOf, type TransformNetwork, transformFrom } from './transform.ts';

/** What files differ in: older ones begin with space to depth, or go up to full resolution. */
interface Shape {
  unshuffle?: boolean;
  ups?: 1 | 2;
}

/** A small transform network with random weights, for tests. */
export function randomTransform(seed = 1, { unshuffle = false, ups = 1 }: Shape = {}): TransformNetwork {
  const next = random(seed);
  const even = (from: number, to: number) => () => from + (to - from) * next();
  const tensor = (shape: number[], draw: () => number): Tensor => {
    const length = shape.reduce((a, b) => a * b, 1);
    return { shape, data: Float32Array.from({ length }, draw) };
  };
  const tensors = new Map<string, Tensor>();
  const convolution = (name: string, out: number, input: number, side: number) => {
    const reach = Math.sqrt(3 / (input * side * side));
    tensors.set(`${name}.weight`, tensor([out, input, side, side], even(-reach, reach)));
    tensors.set(`${name}.bias`, tensor([out], even(-0.2, 0.2)));
  };
  const unit = (name: string, out: number, input: number, side = 3) => {
    convolution(`${name}.c`, out, input, side);
    tensors.set(`${name}.n.g`, tensor([1, out], even(0.5, 1.5)));
    tensors.set(`${name}.n.b`, tensor([1, out], even(-0.5, 0.5)));
  };
  if (unshuffle) unit('d1', 5, 12);
  else unit('d1', 5, 3, 6);
  unit('d2', 7, 5);
  for (const half of ['r.0.0', 'r.0.1']) unit(half, 7, 7);
  unit('u1', 6, 7);
  if (ups === 2) unit('u2', 6, 6);
  convolution('o', ups === 2 ? 3 : 12, 6, 3);
  return transformFrom({ file: 'random', digest: `random ${seed}`, metadata: { presets: 'some' }, tensors });
}

export function randomVector(network: TransformNetwork, seed: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length: styleLengthOf(network) }, () => 1.5 * next() - 0.5);
}
