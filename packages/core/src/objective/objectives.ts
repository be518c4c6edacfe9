import { GATYS_LAYERS } from '../transfer/options.ts';
import type { Objective } from './objective.ts';

/**
 * The objective as published (Gatys et al. 2016, eq. 1, 4–7): ½Σ(F−P)² at conv4_2, Σ(G−A)²/(4N²M²) at five layers of
 * 0.2 each, nothing else. Its values are those of the features: up to 1e9 for VGG-19. ratio: α/β, 1e-3 in the
 * paper; α = 1.
 */
export function gatysObjective(ratio: number): Objective {
  const style = GATYS_LAYERS.map((layer) => ({ layer, form: 'gatys' as const, weight: 0.2 / ratio }));
  return { content: [{ layer: 'conv4_2', form: 'half-sum', weight: 1 }], style, variation: 0, range: 0 };
}
