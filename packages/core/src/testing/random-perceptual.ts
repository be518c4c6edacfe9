import type { Tensor } from '../models/tensor-file.ts';
import type { Network } from '../networks/network.ts';
import { perceptualFrom } from '../networks/perceptual.ts';
import { random } from '../random.ts';

/** A loss network of the shipped layout with random weights, for tests. width: 2 for 4 to 12 channels */
export function randomPerceptual(seed = 1, width = 2): Network {
  const next = random(seed);
  const tensors = new Map<string, Tensor>();
  const tensor = (name: string, shape: number[], scale: number) => {
    const length = shape.reduce((a, b) => a * b, 1);
    tensors.set(name, { shape, data: Float32Array.from({ length }, () => scale * (2 * next() - 1)) });
  };
  let input = 3;
  [2, 2, 4, 4, 1].forEach((count, block) => {
    const out = width * (block + 2);
    for (let i = 1; i <= count; i++) {
      // in the range that keeps the variance through ReLU (He et al. 2015)
      tensor(`conv${block + 1}_${i}.weight`, [out, input, 3, 3], Math.sqrt(6 / (9 * input)));
      tensor(`conv${block + 1}_${i}.bias`, [out], 0.1);
      input = out;
    }
  });
  return perceptualFrom({ tensors, metadata: {}, digest: `random ${seed}`, file: 'random' });
}
