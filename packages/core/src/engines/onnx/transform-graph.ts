import {
  normalisationsOf,
  type PlainConvolution,
  type TransformLayer,
  type TransformNetwork,
} from '../../networks/transform.ts';
import type { Size } from '../engine.ts';
import { Graph, type Value } from './graph.ts';
import { convolution, slice, upsample } from './operators.ts';

/** As in PyTorch, where the network was trained. */
const INSTANCE_NORMALISATION_EPSILON = 1e-5;

/** `picture` [1, 3, H, W] and `style` [styleLength] in; `result` [1, 3, H, W] out, both in [0, 1]. */
export function compileTransform(network: TransformNetwork, { width, height }: Size): Uint8Array {
  const graph = new Graph();
  const picture = graph.input('picture', [1, 3, height, width]);
  const channels = normalisationsOf(network);
  const style = graph.input('style', [2 * channels.reduce((a, b) => a + b, 0)]);
  const normalise = normaliser(graph, style);
  const scaled = graph.node('Mul', [picture, graph.scalar(network.scale)]);
  let x = graph.node('Add', [scaled, graph.scalar(network.shift)]);
  let size = { width, height };
  for (const layer of network.layers) {
    x = emitLayer(graph, layer, x, { picture, size, normalise });
    size = sizeAfter(layer, size);
  }
  graph.output('result', x, [1, 3, height, width]);
  return graph.finish();
}

interface Context {
  picture: Value;
  size: Size;
  normalise: (x: Value, of: PlainConvolution) => Value;
}

function emitLayer(
  graph: Graph,
  layer: TransformLayer,
  x: Value,
  { picture, size, normalise }: Context,
): Value {
  const normalised = (y: Value, of: PlainConvolution, stride = 1) =>
    normalise(convolution(graph, y, of, 'reflect', stride), of);
  const relu = (y: Value) => graph.node('Relu', [y]);
  switch (layer.kind) {
    case 'unshuffle':
      return unshuffle(graph, x, size, layer.factor);
    case 'convolution':
      return relu(normalised(x, layer.convolution, layer.stride));
    case 'residual': {
      const [first, second] = layer.convolutions;
      return graph.node('Add', [x, normalised(relu(normalised(x, first)), second)]);
    }
    case 'up':
      return relu(normalised(upsample(graph, x), layer.convolution));
    case 'picture': {
      const inside = graph.node('Clip', [picture, graph.scalar(layer.clamp), graph.scalar(1 - layer.clamp)]);
      const odds = graph.node('Div', [inside, graph.node('Sub', [graph.scalar(1), inside])]);
      const skip = graph.node('Mul', [graph.node('Log', [odds]), graph.scalar(layer.skip)]);
      const painted = shuffle(graph, convolution(graph, x, layer.convolution, 'reflect'), layer.factor);
      return graph.node('Sigmoid', [graph.node('Add', [painted, skip])]);
    }
  }
}

/** Hands out the style vector piece by piece, in the order in which the normalisations come. */
function normaliser(graph: Graph, style: Value): Context['normalise'] {
  let offset = 0;
  const take = (length: number) => {
    offset += length;
    return slice(graph, style, 0, offset - length, offset);
  };
  return (x, { weight }) => {
    const [scale, shift] = [take(weight.shape[0]), take(weight.shape[0])];
    return graph.node('InstanceNormalization', [x, scale, shift], {
      epsilon: { float: INSTANCE_NORMALISATION_EPSILON },
    });
  };
}

/** Space to depth: channel c, offsets (dy, dx) → channel (c·factor + dy)·factor + dx, PyTorch's order. */
function unshuffle(graph: Graph, x: Value, { width, height }: Size, factor: number): Value {
  const [h, w] = [height / factor, width / factor];
  const split = graph.node('Reshape', [x, graph.integers([1, 3, h, factor, w, factor])]);
  const moved = graph.node('Transpose', [split], { perm: [0, 1, 3, 5, 2, 4] });
  return graph.node('Reshape', [moved, graph.integers([1, 3 * factor * factor, h, w])]);
}

/** Depth to space, the inverse of `unshuffle`: CRD is PyTorch's order of channels. */
function shuffle(graph: Graph, x: Value, factor: number): Value {
  return factor === 1 ? x : graph.node('DepthToSpace', [x], { blocksize: factor, mode: 'CRD' });
}

function sizeAfter(layer: TransformLayer, { width, height }: Size): Size {
  if (layer.kind === 'unshuffle') return { width: width / layer.factor, height: height / layer.factor };
  if (layer.kind === 'convolution') return { width: width / layer.stride, height: height / layer.stride };
  return layer.kind === 'up' ? { width: width * 2, height: height * 2 } : { width, height };
}
