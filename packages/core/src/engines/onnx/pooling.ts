import type { Size } from '../../images/image.ts';
import type { Pooling, PoolLayer } from '../../networks/network.ts';
import type { Graph, Value } from './graph.ts';
import { upsample } from './operators.ts';

/** Pooling with its adjoint; tensors are [1, N, H, W]. */
type Window = Pick<PoolLayer, 'size' | 'stride' | 'pad'>;

export function pool(graph: Graph, x: Value, window: Window, kind: Pooling): Value {
  const attributes = attributesOf(window);
  if (kind === 'max') return graph.node('MaxPool', [x], attributes);
  if (kind === 'average') return graph.node('AveragePool', [x], attributes);
  return graph.node('Sqrt', [graph.node('AveragePool', [graph.node('Mul', [x, x])], attributes)]);
}

/** x, y: the pooling's input and result; size: of x. What no window has seen gets zero. */
export function poolAdjoint(
  graph: Graph,
  gradient: Value,
  window: Window,
  kind: Pooling,
  { x, y }: { x: Value; y: Value },
  size: Size,
): Value {
  if (kind === 'max') return toLargest(graph, gradient, window, { x, y }, size);
  if (kind === 'average') return spread(graph, gradient, window, size);
  // y = √mean x², so dy/dx = x / (n·y). Where y is 0 every x is, and so is the product.
  const relative = graph.node('Div', [gradient, graph.node('Max', [y, graph.scalar(SMALLEST)])]);
  return graph.node('Mul', [x, spread(graph, relative, window, size)]);
}

/** Far below any feature, and far enough from float32's end (1e-38) that a gradient divided by it is finite. */
const SMALLEST = 1e-12;

/** Adjoint of the mean: each value's share to every place of its window. */
function spread(graph: Graph, gradient: Value, window: Window, size: Size): Value {
  const { size: side, stride, pad } = window;
  const shares = [size.height, size.width].map((length) => sharesOf(length, window));
  if (isTiling(window)) {
    const share = graph.node('Mul', [gradient, graph.scalar(1 / side ** 2)]);
    return enlarged(graph, share, window, size);
  }
  const share = graph.tensor(
    shares[0]!.flatMap((row) => shares[1]!.map((column) => row * column)),
    [1, 1, shares[0]!.length, shares[1]!.length],
  );
  // Channels as a batch of planes: one kernel of ones serves them all.
  const planes = reshape(graph, graph.node('Mul', [gradient, share]), [
    -1,
    1,
    shares[0]!.length,
    shares[1]!.length,
  ]);
  const ones = graph.tensor(new Float32Array(side ** 2).fill(1), [1, 1, side, side]);
  const output_padding = [size.height, size.width].map((length) => (length + 2 * pad - side) % stride);
  const result = graph.node('ConvTranspose', [planes, ones], { ...attributesOf(window), output_padding });
  return reshape(graph, result, [1, -1, size.height, size.width]);
}

/** 1 / number of places of the picture in each window along one axis: padding does not count. */
function sharesOf(length: number, { size, stride, pad }: Window): number[] {
  const count = Math.floor((length + 2 * pad - size) / stride) + 1;
  return Array.from({ length: count }, (_, i) => {
    const begin = i * stride - pad;
    return 1 / (Math.min(begin + size, length) - Math.max(begin, 0));
  });
}

/**
 * Adjoint of the maximum: to the place that was the largest. Where windows tile the picture, to all of them
 * when equal, which after a ReLU happens at zero only, where its mask wins; where they overlap, to the first.
 */
function toLargest(
  graph: Graph,
  gradient: Value,
  window: Window,
  { x, y }: { x: Value; y: Value },
  size: Size,
): Value {
  if (isTiling(window)) {
    const isLargest = graph.node('Equal', [x, enlarged(graph, y, window, size)]);
    return graph.node('Where', [isLargest, enlarged(graph, gradient, window, size), graph.scalar(0)]);
  }
  const [, places] = graph.nodes('MaxPool', [x], attributesOf(window), 2) as [string, string];
  const flat = (value: Value) => reshape(graph, value, [-1]);
  const nothing = graph.node('Mul', [flat(x), graph.scalar(0)]);
  const scattered = graph.node('ScatterElements', [nothing, flat(places), flat(gradient)], {
    axis: 0,
    reduction: 'add',
  });
  return reshape(graph, scattered, [1, -1, size.height, size.width]);
}

const isTiling = ({ size, stride, pad }: Window) => size === stride && pad === 0;

/** Every value repeated over its window; rows and columns that fill no window get zero. */
function enlarged(graph: Graph, value: Value, { stride }: Window, { height, width }: Size): Value {
  const large = upsample(graph, value, stride);
  const rest = [height % stride, width % stride];
  if (rest[0]! + rest[1]! === 0) return large;
  return graph.node('Pad', [large, graph.integers([0, 0, 0, 0, 0, 0, ...rest])]);
}

function attributesOf({ size, stride, pad }: Window) {
  return { kernel_shape: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] };
}

function reshape(graph: Graph, x: Value, shape: readonly number[]): Value {
  return graph.node('Reshape', [x, graph.integers(shape)]);
}
