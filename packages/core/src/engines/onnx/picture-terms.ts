import type { Size } from '../../images/image.ts';
import type { LossAndGradient } from './content-kernels.ts';
import type { Graph, Value } from './graph.ts';
import { scaled, sumOfSquaresOf } from './scalars.ts';

/** Loss terms that look at the picture itself. picture: [1, 3, H, W], or a cut-out; weight: scalar; size: of the whole. */

/** Blots out the pixels of a cut-out that count in another one: [1, 3, H, W] in and out. */
type Owned = (x: Value) => Value;
const all: Owned = (x) => x;

/** Graph Laplacian of the four neighbours; with repeated edges a missing neighbour counts nothing. */
const LAPLACIAN = [0, -1, 0, -1, 4, -1, 0, -1, 0];

/**
 * weight · mean over all values of (right − x)² + (below − x)². It is quadratic, so the loss is half the
 * product of picture and gradient. Differs from Mahendran and Vedaldi 2015, who sum roots: squares are
 * smooth at flat places.
 */
export function totalVariation(
  graph: Graph,
  picture: Value,
  weight: Value,
  { width, height }: Size,
  owned: Owned = all,
): LossAndGradient {
  const laplacian = stencil(graph, picture, LAPLACIAN);
  const gradient = scaled(graph, owned(laplacian), weight, 2 / (3 * width * height));
  return { loss: halfProduct(graph, picture, gradient), gradient };
}

/** Twice each pixel less the mean of its four diagonal neighbours; with repeated edges it is symmetric. */
const DIAGONALS = [-0.5, 0, -0.5, 0, 2, 0, -0.5, 0, -0.5];

/** weight · mean over all values of (D·x)², D as above; quadratic too. */
export function curvature(
  graph: Graph,
  picture: Value,
  weight: Value,
  { width, height }: Size,
  owned: Owned = all,
): LossAndGradient {
  const twice = stencil(graph, stencil(graph, picture, DIAGONALS), DIAGONALS);
  const gradient = scaled(graph, owned(twice), weight, 2 / (3 * width * height));
  return { loss: halfProduct(graph, picture, gradient), gradient };
}

/** The 3×3 kernel on each of the three planes, edges repeated. */
function stencil(graph: Graph, picture: Value, kernel: readonly number[]): Value {
  const planes = graph.tensor([...kernel, ...kernel, ...kernel], [3, 1, 3, 3]);
  const padded = graph.node('Pad', [picture, graph.integers([0, 0, 1, 1, 0, 0, 1, 1])], { mode: 'edge' });
  return graph.node('Conv', [padded, planes], { kernel_shape: [3, 3], group: 3 });
}

/** Of what is quadratic in the picture: its loss. */
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
