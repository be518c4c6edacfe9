import type { Size } from '../../images/image.ts';
import { STENCILS, type StencilTerm } from '../../objective/stencils.ts';
import type { LossAndGradient } from './content-kernels.ts';
import type { Graph, Value } from './graph.ts';
import { scaled, sumOfSquaresOf } from './scalars.ts';

/** Loss terms that look at the picture itself. picture: [1, 3, H, W], or a cut-out; weight: scalar; size: of the whole. */

/** Blots out the pixels of a cut-out that count in another one: [1, 3, H, W] in and out. */
type Owned = (x: Value) => Value;
const all: Owned = (x) => x;

type PictureTerm = (
  graph: Graph,
  picture: Value,
  weight: Value,
  size: Size,
  owned?: Owned,
) => LossAndGradient;

/**
 * Of what is quadratic in the picture: its gradient is `stencils`, one after the other, and its loss half the product of
 * picture and gradient.
 */
const quadratic =
  (stencils: readonly (readonly number[])[]): PictureTerm =>
  (graph, picture, weight, { width, height }, owned = all) => {
    const seen = stencils.reduce((values, kernel) => stencil(graph, values, kernel), picture);
    const gradient = scaled(graph, owned(seen), weight, 2 / (3 * width * height));
    return { loss: halfProduct(graph, picture, gradient), gradient };
  };

/** Graph Laplacian of the four neighbours; with repeated edges a missing neighbour counts nothing. */
const LAPLACIAN = [0, -1, 0, -1, 4, -1, 0, -1, 0];

/**
 * weight · mean over all values of (right − x)² + (below − x)². Differs from Mahendran and Vedaldi 2015, who sum roots:
 * squares are smooth at flat places.
 */
export const totalVariation = quadratic([LAPLACIAN]);

/** The terms of objective/stencils.ts. */
export const STENCIL_TERMS: Record<StencilTerm, PictureTerm> = {
  curvature: quadratic([STENCILS.curvature, STENCILS.curvature]),
  axes: quadratic([STENCILS.axes, STENCILS.axes]),
};

/** The 3×3 kernel on each of the three planes, edges repeated. */
function stencil(graph: Graph, picture: Value, kernel: readonly number[]): Value {
  const planes = graph.tensor([...kernel, ...kernel, ...kernel], [3, 1, 3, 3]);
  const padded = graph.node('Pad', [picture, graph.integers([0, 0, 1, 1, 0, 0, 1, 1])], { mode: 'edge' });
  return graph.node('Conv', [padded, planes], { kernel_shape: [3, 3], group: 3 });
}

function halfProduct(graph: Graph, picture: Value, gradient: Value): Value {
  const product = graph.node('ReduceSum', [graph.node('Mul', [picture, gradient])], { keepdims: 0 });
  return graph.node('Mul', [product, graph.scalar(0.5)]);
}

/** weight · mean over all values of the squared distance from [0, 1]. */
export function outOfRange(
  graph: Graph,
  picture: Value,
  weight: Value,
  { width, height }: Size,
  owned: Owned = all,
): LossAndGradient {
  const count = 3 * width * height;
  const inside = graph.node('Clip', [picture, graph.scalar(0), graph.scalar(1)]);
  const outside = owned(graph.node('Sub', [picture, inside]));
  const loss = scaled(graph, sumOfSquaresOf(graph, outside), weight, 1 / count);
  return { loss, gradient: scaled(graph, outside, weight, 2 / count) };
}
