import type { Feature } from '../../networks/network.ts';
import {
  CONTENT_INPUTS,
  type ContentConstants,
  contentInputs,
  contentKernel,
} from '../../objective/content-forms.ts';
import type { ContentTarget, ContentTerm, StyleTarget, StyleTerm } from '../../objective/objective.ts';
import { STYLE, STYLE_INPUTS, type StyleConstants } from '../../objective/style-forms.ts';
import { CONTENT_KERNELS, type LossAndGradient } from './content-kernels.ts';
import type { Graph, Value } from './graph.ts';
import { emitNeighbours } from './neighbours.ts';
import { emitStatistics } from './statistics-graph.ts';
import { type Moments, type Slope, STYLE_KERNELS } from './style-kernels.ts';

/** One term on its way into a graph. F: [1, N, H, W], M = H·W. */
export interface Form<Target> {
  /** shapes of the graph's inputs for the term */
  shapes(feature: Feature): Record<string, number[]>;
  /** values of those inputs, the term's weight among them, so that no graph depends on it */
  values(target: Target): Record<string, Float32Array>;
  emit(graph: Graph, feature: Value, shape: Feature, inputs: Record<string, Value>): LossAndGradient;
}

export function contentForm(term: ContentTerm): Form<ContentTarget> {
  const kernel = contentKernel(term);
  return {
    shapes: CONTENT_INPUTS[kernel],
    values: (target) => contentInputs(term, target),
    emit: (graph, feature, _shape, inputs) =>
      CONTENT_KERNELS[kernel](graph, feature, inputs as ContentConstants<Value>),
  };
}

/** Masked: with shares p the gradient is p ∘ (K·F + b·1ᵀ), K and b as for a single position. */
export function styleForm({ form, weight, masked = false }: StyleTerm): Form<StyleTarget> {
  const { kernel, inputs: values } = STYLE[form];
  return {
    shapes: ({ channels, height, width }) => ({
      ...STYLE_INPUTS[kernel](channels),
      ...(masked && { positions: [1, height * width] }),
    }),
    values: ({ positions, ...target }) => ({
      ...values(target, weight),
      ...(masked && { positions: defined(positions) }),
    }),
    emit(graph, feature, look, { positions: shares, ...constants }) {
      const inputs = constants as StyleConstants<Value>;
      if (kernel === 'neighbours') return emitNeighbours(graph, feature, look, inputs, shares);
      const { channels, height, width } = look;
      const positions = height * width;
      const own = emitStatistics(graph, feature, channels, positions, shares);
      const slope = STYLE_KERNELS[kernel](graph, own, inputs, channels);
      const { k, b } = emitAffine(graph, own, slope, masked ? 1 : positions);
      const everywhere = graph.node('Gemm', [k, own.matrix, b]);
      const gradient = shares === undefined ? everywhere : graph.node('Mul', [everywhere, shares]);
      const shape = graph.integers([1, channels, height, width]);
      return { loss: slope.loss, gradient: graph.node('Reshape', [gradient, shape]) };
    },
  };
}

/**
 * The gradient of a style term is affine in the feature: dL/dF = K·F + b·1ᵀ with K = 2A/M [n, n] and
 * b = c/M − K·μ [n, 1], whatever the form. positions: M of the whole picture.
 */
export function emitAffine(
  graph: Graph,
  own: Moments,
  slope: Slope,
  positions: number,
): { k: Value; b: Value } {
  const k = graph.node('Mul', [slope.covariance, graph.scalar(2 / positions)]);
  const fromMean = graph.node('Mul', [slope.mean, graph.scalar(1 / positions)]);
  return { k, b: graph.node('Sub', [fromMean, graph.node('MatMul', [k, own.mean])]) };
}

function defined(positions: Float32Array | undefined): Float32Array {
  if (positions === undefined)
    throw new Error('Expected positions for a masked style term but received none');
  return positions;
}
