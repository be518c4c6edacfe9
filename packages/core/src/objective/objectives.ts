import type { Objective, StyleTerm } from './objective.ts';

/** Layer set of Gatys et al. 2016, section 2.3. */
export const GATYS_LAYERS = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1'] as const;

/**
 * The objective as published (Gatys et al. 2016, eq. 1, 4–7): ½Σ(F−P)² at conv4_2, Σ(G−A)²/(4N²M²) at five layers of
 * 0.2 each, nothing else. Its values are those of the features: up to 1e9 for VGG-19. ratio: α/β, 1e-3 in the
 * paper; α = 1.
 */
export function gatysObjective(ratio: number): Objective {
  const style = GATYS_LAYERS.map((layer) => ({ layer, form: 'gatys' as const, weight: 0.2 / ratio }));
  return { content: [{ layer: 'conv4_2', form: 'half-sum', weight: 1 }], style, variation: 0, range: 0 };
}

/**
 * That set and conv3_3, which brings more of the deep layers' style as VGG-19 sees it, for less content, than more
 * weight on these (docs/decisions/0003-defaults.md).
 */
const STYLE_WEIGHTS = {
  conv1_1: 0.2,
  conv2_1: 0.2,
  conv3_1: 0.2,
  conv3_3: 0.3,
  conv4_1: 0.2,
  conv5_1: 0.2,
} as const;
export const STYLE_LAYERS: readonly string[] = Object.keys(STYLE_WEIGHTS);

/**
 * Beside these terms where each place is to take from its like (`match: meaning`), and how much more the content counts
 * then, so that as much of the photo stays. Chosen by eye: docs/decisions/0008-likeness-to-likeness.md.
 */
export const MATCHES: { readonly style: readonly StyleTerm[]; readonly content: number } = {
  style: [
    { layer: 'conv3_3', form: 'neighbours', weight: 0.5 },
    { layer: 'conv4_1', form: 'neighbours', weight: 0.5 },
  ],
  content: 1.4,
};

/** What high quality minimises. Weights: chosen by eye and by training/defaults/judge.py on the full VGG-19. */
export const OBJECTIVE: Objective = {
  // Two layers hold the photo better at equal style than either alone: conv3_3 edges and faces, conv4_2 layout.
  content: [
    { layer: 'conv3_3', form: 'relative', weight: 0.082 },
    { layer: 'conv4_2', form: 'relative', weight: 0.082 },
  ],
  style: Object.entries(STYLE_WEIGHTS).map(([layer, weight]) => ({ layer, form: 'covariance', weight })),
  variation: 0.15,
  curvature: 1.6,
  range: 10,
};

/**
 * Of that, what is otherwise where a painting goes through several sizes: there is less of the photo's own grain to begin
 * with, so that more of what is finest is the network's, and it likes the axes (docs/decisions/0009-no-mesh.md).
 */
export const COARSE_TO_FINE = { curvature: 0.8, axes: 4 } as const satisfies Partial<Objective>;

/**
 * Of that, what is otherwise where only a change in a smaller size is painted, which is enlarged and added to a fast painting. What
 * is finest is not this network's then; against its waves along the axes, their own term costs less style than the curvature
 * (docs/decisions/0007-fewer-iterations.md).
 */
export const HANDED_ON = { curvature: 0, axes: 0.3 } as const satisfies Partial<Objective>;
