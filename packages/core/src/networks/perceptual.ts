import { loadWeights, type Weights } from '../models/locate.ts';
import type { Network } from './network.ts';
import { vggNetwork } from './vgg.ts';

export const PERCEPTUAL_FILE = 'perceptual/perceptual.safetensors';

/** The shipped compact loss network: VGG-19's layout, narrow, distilled by training/perceptual. */
export async function loadPerceptual(): Promise<Network> {
  return perceptualFrom(await loadWeights(PERCEPTUAL_FILE));
}

/** Input (x − 0.45) / 0.225, reflection padding, average pooling: as in the training recipe. */
export function perceptualFrom(weights: Weights): Network {
  return vggNetwork(weights, {
    name: 'perceptual',
    mean: [0.45, 0.45, 0.45],
    deviation: [0.225, 0.225, 0.225],
    padding: 'reflect',
    pooling: 'average',
  });
}

/**
 * The full ImageNet VGG-19 in the same naming: input 255·x − (123.68, 116.779, 103.939), zero padding.
 * Pooling: 'max' as published, or 'average', which Gatys et al. 2016 found smoother.
 */
export function vgg19From(weights: Weights, pooling: Network['pooling'] = 'max'): Network {
  return vggNetwork(weights, {
    name: 'vgg19',
    mean: [123.68 / 255, 116.779 / 255, 103.939 / 255],
    deviation: [1 / 255, 1 / 255, 1 / 255],
    padding: 'zero',
    pooling,
  });
}
