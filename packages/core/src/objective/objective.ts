import type { Tensor } from '../models/tensor-file.ts';

/**
 * What is minimised, as data. F: features of the picture at a layer, N channels × M positions;
 * P: the photo's; (μ, Σ): mean and covariance over the positions.
 */

/** `relative`: Σ(F−P)² / ΣP². Differs from Gatys et al. 2016, eq. 1, by a scale that makes one weight fit every photo. */
export const CONTENT_FORMS = ['relative'] as const;
export type ContentForm = (typeof CONTENT_FORMS)[number];

/**
 * `covariance`: ‖Σx−Σa‖² / ‖Σa‖² + ‖μx−μa‖² / trace Σa. Differs from Gatys et al. 2016, eq. 4–5: centred and
 * normalised by the painting's own statistics, which keeps contrast where the plain Gram loss turns grey.
 */
export const STYLE_FORMS = ['covariance'] as const;
export type StyleForm = (typeof STYLE_FORMS)[number];

export interface ContentTerm {
  readonly layer: string;
  readonly form: ContentForm;
  /** ≥ 0 */
  readonly weight: number;
}

export interface StyleTerm {
  readonly layer: string;
  readonly form: StyleForm;
  /** ≥ 0 */
  readonly weight: number;
}

export interface Objective {
  readonly content: readonly ContentTerm[];
  readonly style: readonly StyleTerm[];
  /** weight of the mean squared difference of neighbouring pixels */
  readonly variation: number;
  /**
   * weight of the mean squared distance from [0, 1]: keeps values displayable without the specks that
   * clipping leaves, and stays smooth, which L-BFGS needs
   */
  readonly range: number;
}

/** Mean and covariance of a layer's features over all positions. */
export interface LayerStatistics {
  /** [N] */
  readonly mean: Float32Array;
  /** [N, N], symmetric, divided by M */
  readonly covariance: Float32Array;
}

export interface Targets {
  /** the photo's feature at each content term's layer: [1, N, H, W] */
  readonly content: ReadonlyMap<string, Tensor>;
  /** the style's statistics at each style term's layer */
  readonly style: ReadonlyMap<string, LayerStatistics>;
}

/** Weighted parts, as they enter the total. */
export interface Losses {
  content: number;
  style: number;
  /** total variation and range together */
  smoothness: number;
  total: number;
}
