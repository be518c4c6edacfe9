import type { Tensor } from '../models/tensor-file.ts';
import { styleLengthOf, type TransformNetwork } from '../networks/transform.ts';
import { transformFrom } from '../networks/transform-file.ts';
import { random } from '../random.ts';

/** What files differ in: older ones begin with space to depth, or go up to full resolution; newer ones have one coarse branch, or one in another. */
interface Shape {
  unshuffle?: boolean;
  ups?: 1 | 2;
  coarse?: 0 | 1 | 2;
}

/** A small transform network with random weights, for tests. */
export function randomTransform(
  seed = 1,
  { unshuffle = false, ups = 1, coarse = 0 }: Shape = {},
): TransformNetwork {
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
  const block = (name: string, width: number) => {
    for (const half of [0, 1]) unit(`${name}.${half}`, width, width);
  };
  block('r.0', 7);
  unit('u1', 6, 7);
  if (ups === 2) unit('u2', 6, 6);
  convolution('o', ups === 2 ? 3 : 12, 6, 3);
  if (coarse >= 1) {
    unit('coarse.d', 8, 7);
    block('coarse.r.0', 8);
    unit('coarse.u', 7, 8);
    block('r.1', 7);
  }
  if (coarse === 2) {
    unit('coarse.coarse.d', 6, 8);
    block('coarse.coarse.r.0', 6);
    unit('coarse.coarse.u', 8, 6);
    block('coarse.r.1', 8);
  }
  const metadata = { presets: 'some', 'coarse.after': '1', 'coarse.coarse.after': '1' };
  return transformFrom({ file: 'random', digest: `random ${seed}`, metadata, tensors });
}

export function randomVector(network: TransformNetwork, seed: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length: styleLengthOf(network) }, () => 1.5 * next() - 0.5);
}
