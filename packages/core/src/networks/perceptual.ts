import { loadWeights, type Weights } from '../models/locate.ts';
import { NARROW_VGG19 } from './architectures.ts';
import { assemble } from './assemble.ts';
import { PLAIN } from './layouts.ts';
import type { Network } from './network.ts';

/** The loss network that ships. */
export const SHIPPED_NETWORK = 'compact';

export const PERCEPTUAL_FILE = 'perceptual/perceptual.safetensors';

/** The shipped compact loss network: VGG-19's layout, narrow, distilled by training/perceptual. */
export async function loadPerceptual(): Promise<Network> {
  return perceptualFrom(await loadWeights(PERCEPTUAL_FILE));
}

/** Input (x − 0.45) / 0.225, reflection padding, average pooling: as in the training recipe. */
export function perceptualFrom(weights: Weights): Network {
  return assemble(weights, NARROW_VGG19, {
    name: SHIPPED_NETWORK,
    layouts: [PLAIN],
    preprocessing: { mean: [0.45, 0.45, 0.45], deviation: [0.225, 0.225, 0.225] },
    padding: 'reflect',
    pooling: 'average',
  });
}

/**
 * The full ImageNet VGG-19 in the same naming: input 255·x − (123.68, 116.779, 103.939), zero padding.
 * Pooling: 'max' as published, or 'average', which Gatys et al. 2016 found smoother.
 */
export function vgg19From(weights: Weights, pooling: Network['pooling'] = 'max'): Network {
  return assemble(weights, NARROW_VGG19, { name: 'vgg19', layouts: [PLAIN], padding: 'zero', pooling });
}
