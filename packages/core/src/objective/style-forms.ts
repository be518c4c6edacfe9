import type { LayerStatistics } from '../networks/network.ts';
import { cholesky } from './cholesky.ts';
import { positive, sumOfSquares } from './content-forms.ts';
import { layersOf, type StyleForm } from './objective.ts';
import { normsOf } from './richness.ts';
import { SAMPLES } from './samples.ts';

/**
 * What a style term needs beside the picture's μ and Σ, the same for every engine. A kernel of moments takes statistics
 * and these constants and gives the loss, A = dL/dΣ (symmetric, [N, N]) and c = dL/dμ ([N, 1], at fixed Σ).
 * Since Σ = FFᵀ/M − μμᵀ, the gradient with respect to the feature is then for all of them
 *
 *   dL/dF = K·F + b·1ᵀ with K = 2A/M and b = c/M − K·μ.
 *
 * - `covariance`: L = s‖Σ−Σa‖² + t‖μ−μa‖²; A = 2s(Σ−Σa), c = 2t(μ−μa)
 * - `gram`: L = s‖G−Ga‖², G = Σ + μμᵀ; A = 2s(G−Ga), c = 2A·μ (and so b = 0)
 * - `wasserstein`: L = s[‖μ−μa‖² + trace + tr Σ − 2 tr C^½], C = Rᵀ(Σ + ridge·I)R; c = 2s(μ−μa),
 *   A = s(I − R·C^−½·Rᵀ). Any R with R·Rᵀ = Σa + ridge·I will do in the place of Σa^½, since only the
 *   eigenvalues of C count and they are those of ΣxΣa; here it is Cholesky's triangle
 */
export type MomentKernel = 'covariance' | 'gram' | 'wasserstein';

/**
 * - `neighbours`: looks at the feature itself, position by position, of which each counts pᵢ (1/M where no mask says
 *   otherwise). With c = f − μa, r = √(|c|² + ridge), u = c/r and a the one of the samples (centred, of length 1)
 *   whose product with u is largest: L = s·Σ p(1 − a·u), dL/df = s·p·((a·u)u − a)/r. `ridge` keeps what is nearly the
 *   painting's mean, and so has no direction, from being pulled anywhere
 */
export type StyleKernel = MomentKernel | 'neighbours';

interface StyleFormEntry {
  readonly kernel: StyleKernel;
  /** constants by name, see STYLE_INPUTS for their shapes; the weight is multiplied in */
  inputs(target: LayerStatistics, weight: number): Record<string, Float32Array>;
}

/** Every kernel's constants by name; a kernel is given those of STYLE_INPUTS alone. */
export type StyleConstants<T> = Record<
  | 'mean'
  | 'covariance'
  | 'covarianceScale'
  | 'meanScale'
  | 'gram'
  | 'factor'
  | 'ridge'
  | 'trace'
  | 'scale'
  | 'samples',
  T
>;

/** Shapes of the constants of a kernel for N channels; [] is a scalar. */
export const STYLE_INPUTS: Record<StyleKernel, (n: number) => Record<string, number[]>> = {
  covariance: (n) => ({ mean: [n, 1], covariance: [n, n], covarianceScale: [], meanScale: [] }),
  gram: (n) => ({ gram: [n, n], scale: [] }),
  wasserstein: (n) => ({ mean: [n, 1], factor: [n, n], ridge: [], trace: [], scale: [] }),
  neighbours: (n) => ({ samples: [SAMPLES, n], mean: [n, 1], ridge: [], scale: [] }),
};

/** Whether a form looks at the features themselves, of which a stored style has none. */
export function needsSamples(form: StyleForm): boolean {
  return STYLE[form].kernel === 'neighbours';
}

/** Layers whose places are matched. */
export function matchedLayers(
  terms: readonly { readonly layer: string; readonly form: StyleForm }[],
): string[] {
  return layersOf(terms.filter(({ form }) => needsSamples(form)));
}

/**
 * Wasserstein: both covariances get this share of ‖Σa‖ on their diagonals. A layer with more channels than
 * positions has a singular covariance, where the root has no derivative; and eigenvalues under float32's
 * rounding would send the iteration for the root astray. The distance stays zero where Σx = Σa only.
 */
const RIDGE = 2e-3;

/** Neighbours: the share of trace Σa, which is the painting's mean |c|². */
const NO_DIRECTION = 3e-5;

export const STYLE: Record<StyleForm, StyleFormEntry> = {
  covariance: {
    kernel: 'covariance',
    inputs(target, weight) {
      const { mean, covariance } = target;
      const { norm, trace } = normsOf(target);
      return {
        mean,
        covariance,
        covarianceScale: Float32Array.of(weight / norm ** 2),
        meanScale: Float32Array.of(weight / trace),
      };
    },
  },
  gatys: {
    kernel: 'gram',
    inputs: (target, weight) => gramInputs(target, weight / (4 * target.mean.length ** 2)),
  },
  'gram-mean-squared': {
    kernel: 'gram',
    inputs: (target, weight) => gramInputs(target, weight / target.mean.length ** 4),
  },
  wasserstein: {
    kernel: 'wasserstein',
    inputs(target, weight) {
      const { mean, covariance } = target;
      const n = mean.length;
      const least = normsOf(target);
      const ridge = RIDGE * least.norm;
      const ridged = covariance.map((value, i) => (i % (n + 1) === 0 ? value + ridge : value));
      const own = trace(covariance, n);
      return {
        mean,
        factor: cholesky(ridged, n),
        ridge: Float32Array.of(ridge),
        trace: Float32Array.of(own + 2 * n * ridge),
        scale: Float32Array.of(weight / least.trace),
      };
    },
  },
  neighbours: {
    kernel: 'neighbours',
    inputs(target, weight) {
      const { mean, samples } = target;
      if (samples === undefined)
        throw new Error('Expected samples of the painting but received statistics alone');
      return {
        samples: directionsOf(samples, mean),
        mean,
        ridge: Float32Array.of(NO_DIRECTION * normsOf(target).trace),
        scale: Float32Array.of(weight),
      };
    },
  },
};

function gramInputs({ mean, covariance }: LayerStatistics, scale: number): Record<string, Float32Array> {
  const n = mean.length;
  const gram = covariance.map((value, i) => value + mean[Math.floor(i / n)]! * mean[i % n]!);
  return { gram, scale: Float32Array.of(scale) };
}

/** Samples [K, N], each less the mean and of length 1. */
function directionsOf(samples: Float32Array, mean: Float32Array): Float32Array {
  const n = mean.length;
  const directions = samples.map((value, i) => value - mean[i % n]!);
  for (let at = 0; at < directions.length; at += n) {
    const own = directions.subarray(at, at + n);
    const length = Math.sqrt(positive(sumOfSquares(own)));
    for (let i = 0; i < n; i++) own[i]! /= length;
  }
  return directions;
}

function trace(matrix: Float32Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += matrix[i * n + i]!;
  return sum;
}
