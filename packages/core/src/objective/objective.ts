import type { Tensor } from '../models/tensor-file.ts';
import type { LayerStatistics } from '../networks/network.ts';

/**
 * What is minimised, as data. F: features of the picture at a layer, N channels × M positions;
 * P: the photo's; (μ, Σ): mean and covariance over the positions.
 */

/**
 * Content forms, named by their normalisation:
 * - `relative`: Σ(F−P)² / ΣP². Differs from the paper by a scale that makes one weight fit every photo and layer
 * - `mean-squared`: Σ(F−P)² / (N·M). Johnson et al. 2016, eq. 2
 * - `sum`: Σ(F−P)². Chollet's Keras example of neural style transfer
 * - `half-sum`: ½ Σ(F−P)². Gatys et al. 2016, eq. 1
 * - `per-element`: Σ(F−P)² / (4·N·M). Ng's course on convolutional networks, content cost
 * - `activation`: −ln(ΣF² / ΣP²): not likeness but a dream, the layer's energy is to grow (Mordvintsev et al.
 *   2015 ascend ½ΣF² with a normalised gradient; the logarithm's gradient F/ΣF² is normalised by itself).
 *   Zero at the photo, negative beyond
 */
export const CONTENT_FORMS = [
  'relative',
  'mean-squared',
  'sum',
  'half-sum',
  'per-element',
  'activation',
] as const;
export type ContentForm = (typeof CONTENT_FORMS)[number];

/**
 * Style forms. G = FFᵀ/M = Σ + μμᵀ is the Gram matrix per position: divided by the positions, pictures and
 * paintings of different sizes are comparable (the papers resize the painting to the picture instead, which
 * for equal sizes is the same number).
 * - `covariance`: ‖Σx−Σa‖² / ‖Σa‖² + ‖μx−μa‖² / trace Σa: mean and covariance. Differs from Gatys et al. 2016,
 *   eq. 4–5: centred and normalised by the painting's own statistics, which keeps contrast where the plain
 *   Gram loss turns grey
 * - `gatys`: ‖Gx−Ga‖² / (4N²), which is Σ(FFᵀ−A)² / (4N²M²). Gatys et al. 2016, eq. 4
 * - `gram-mean-squared`: ‖Gx−Ga‖² / N⁴: Gram matrices divided by the number of elements (Johnson et al. 2016,
 *   eq. 3), then the mean squared error (Jacq's PyTorch tutorial)
 * - `wasserstein`: [‖μx−μa‖² + trace(Σa + Σx − 2(Σa^½ Σx Σa^½)^½)] / trace Σa: squared Wasserstein-2 distance of
 *   two Gaussians (Dowson and Landau 1982, eq. 16; Mroueh 2019, "Wasserstein style transfer"), normalised like
 *   `covariance`: 1 for a flat picture of the right mean. Both Σ get a small ridge, see `style-forms.ts`
 * - `neighbours`: mean over the positions i of 1 − maxⱼ cos(fᵢ − μa, aⱼ − μa), aⱼ: the painting's features at a sample
 *   of its positions. Each place of the picture is to look like the place of the painting that is most like it
 *   already: nearest neighbours by cosine distance (Kolkin et al. 2022, eq. 1), which is one direction of the relaxed
 *   earth mover's distance (Kolkin et al. 2019, eq. 5). Differs by the centre, which is the painting's for both.
 *   It says nothing about how often each place is taken, so it stands beside one of the others
 */
export const STYLE_FORMS = ['covariance', 'gatys', 'gram-mean-squared', 'wasserstein', 'neighbours'] as const;
export type StyleForm = (typeof STYLE_FORMS)[number];

export interface ContentTerm {
  readonly layer: string;
  readonly form: ContentForm;
  /** ≥ 0 */
  readonly weight: number;
  /** `activation` only: the one channel whose energy counts, from 0; absent: all */
  readonly unit?: number | undefined;
  /** true: each position's (F−P)² counts by the target's `weights`; says nothing for `activation` */
  readonly masked?: boolean;
}

export interface StyleTerm {
  readonly layer: string;
  readonly form: StyleForm;
  /** ≥ 0 */
  readonly weight: number;
  /** key of its statistics in Targets.style; absent: its layer. Several styles at one layer need it */
  readonly target?: string;
  /** true: the picture's statistics are those of a part of it, given by the target's `positions` */
  readonly masked?: boolean;
}

export interface Objective {
  readonly content: readonly ContentTerm[];
  readonly style: readonly StyleTerm[];
  /** weight of the mean squared difference of neighbouring pixels */
  readonly variation: number;
  /**
   * weight of the mean squared difference between each pixel and the mean of its four diagonal neighbours, times 2; absent:
   * 0. Waves of two to three pixels have most of it, those along the axes four to ten times as much as those along the
   * diagonals: just what a network that pools 2×2 hardly sees, and a mesh is made of
   */
  readonly curvature?: number;
  /**
   * weight of the mean squared difference between the second differences down and across; absent: 0. Waves along an axis have
   * about as much of it as of curvature, those along the diagonals none: of two waves as strong it leaves the one that is no mesh
   */
  readonly axes?: number;
  /**
   * weight of the mean squared distance from [0, 1]: keeps values displayable without the specks that
   * clipping leaves, and stays smooth, which L-BFGS needs
   */
  readonly range: number;
}

/** The layers of some terms, each once. */
export function layersOf(terms: readonly { readonly layer: string }[]): string[] {
  return [...new Set(terms.map(({ layer }) => layer))];
}

export interface Targets {
  /** the photo's feature at each content term's layer: [1, N, H, W] */
  readonly content: ReadonlyMap<string, ContentTarget>;
  /** the style's statistics by layer, or by what a style term names as its target */
  readonly style: ReadonlyMap<string, StyleTarget>;
}

/** What a content term is to come to, and where in the picture it counts how much. */
export interface ContentTarget extends Tensor {
  /** of a masked term only, and needed there: factor of each position, ≥ 0: [H·W] */
  readonly weights?: Float32Array | undefined;
}

/** What a style term is to come to, and where in the picture. */
export interface StyleTarget extends LayerStatistics {
  /** of a masked term only, and needed there: share p of each position in μ = F·p and Σ = F·diag(p)·Fᵀ − μμᵀ: [M], sum 1 */
  readonly positions?: Float32Array | undefined;
}

/** Weighted parts, as they enter the total. */
export interface Losses {
  content: number;
  style: number;
  /** total variation, curvature, axes and range together */
  smoothness: number;
  total: number;
}
