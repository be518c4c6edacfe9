import {
  type PictureLayer,
  type PlainConvolution,
  styleLengthOf,
  type TransformLayer,
  type TransformNetwork,
  type UnitLayer,
} from '../../networks/transform.ts';
import { Graph, type Value } from './graph.ts';
import { depthToSpace, slice, upsample } from './operators.ts';
import { emitUpsampledConvolution, isSplit } from './upsampled-convolution.ts';

/** As in PyTorch, where the network was trained. */
export const INSTANCE_NORMALISATION_EPSILON = 1e-5;

/** Height and width are known when the graph runs: one session serves every size, and is no slower. */
export const PICTURE_SHAPE = [1, 3, 'height', 'width'] as const;

/** `picture` [1, 3, H, W] and `style` [styleLength] in; `result` [1, 3, H, W] out, both in [0, 1]. */
export function compileTransform(network: TransformNetwork): Uint8Array {
  const graph = new Graph();
  const picture = graph.input('picture', PICTURE_SHAPE);
  const style = graph.input('style', [styleLengthOf(network)]);
  graph.output('result', emitLayers(graph, network, network.layers, { picture, style }), PICTURE_SHAPE);
  return graph.finish();
}

/** Emits the first layers of the network, or all of them. */
export function emitLayers(
  graph: Graph,
  network: TransformNetwork,
  layers: readonly TransformLayer[],
  { picture, style }: { picture: Value; style: Value },
): Value {
  const normalise = normaliser(graph, style);
  const scaled = graph.node('Mul', [picture, graph.scalar(network.scale)]);
  return emitInTurn(graph, layers, graph.node('Add', [scaled, graph.scalar(network.shift)]), {
    picture,
    normalise,
  });
}

interface Context {
  picture: Value;
  normalise: (x: Value, of: PlainConvolution) => Value;
}

function emitInTurn(graph: Graph, layers: readonly TransformLayer[], x: Value, context: Context): Value {
  let y = x;
  for (let i = 0; i < layers.length; i++) {
    const [layer, next] = [layers[i]!, layers[i + 1]];
    if (
      layer.kind === 'upsample' &&
      next?.kind === 'unit' &&
      next.stride === 1 &&
      isSplit(next.convolution)
    ) {
      y = finishUnit(graph, next, emitUpsampledConvolution(graph, y, next.convolution), context);
      i++;
    } else y = emitLayer(graph, layer, y, context);
  }
  return y;
}

function emitLayer(graph: Graph, layer: TransformLayer, x: Value, context: Context): Value {
  switch (layer.kind) {
    case 'unshuffle':
      return unshuffle(graph, x, layer.factor);
    case 'unit':
      return finishUnit(graph, layer, emitConvolution(graph, x, layer.convolution, layer), context);
    case 'residual':
      return graph.node('Add', [x, emitInTurn(graph, layer.layers, x, context)]);
    case 'upsample':
      return upsample(graph, x);
    case 'picture':
      return emitPicture(graph, layer, x, context.picture);
  }
}

/** What comes behind a unit's convolution. */
function finishUnit(
  graph: Graph,
  { convolution, relu }: UnitLayer,
  convolved: Value,
  { normalise }: Context,
): Value {
  const y = normalise(convolved, convolution);
  return relu ? graph.node('Relu', [y]) : y;
}

/** What turns features and the photo into the result. pads: as of `emitConvolution`. */
export function emitPicture(
  graph: Graph,
  layer: PictureLayer,
  x: Value,
  picture: Value,
  pads?: Value,
): Value {
  const inside = graph.node('Clip', [picture, graph.scalar(layer.clamp), graph.scalar(1 - layer.clamp)]);
  const odds = graph.node('Div', [inside, graph.node('Sub', [graph.scalar(1), inside])]);
  const skip = graph.node('Mul', [graph.node('Log', [odds]), graph.scalar(layer.skip)]);
  const { factor } = layer;
  const squares = emitConvolution(graph, x, layer.convolution, { pads });
  const painted = factor === 1 ? squares : depthToSpace(graph, squares, 3, { factor });
  return graph.node('Sigmoid', [graph.node('Add', [painted, skip])]);
}

/**
 * Square kernels of any side K. Mirrors (K − 1)/2, rounded down, on every side, or what `pads` says: the value
 * of eight whole numbers, as the operator Pad takes them.
 */
export function emitConvolution(
  graph: Graph,
  x: Value,
  { weight, bias }: PlainConvolution,
  { stride = 1, pads }: { stride?: number; pads?: Value | undefined } = {},
): Value {
  const side = weight.shape[2]!;
  const by = Math.floor((side - 1) / 2);
  const all = pads ?? graph.integers([0, 0, by, by, 0, 0, by, by]);
  const padded = graph.node('Pad', [x, all], { mode: 'reflect' });
  const inputs = [padded, graph.tensor(weight.data, weight.shape), graph.tensor(bias.data, bias.shape)];
  return graph.node('Conv', inputs, { kernel_shape: [side, side], strides: [stride, stride] });
}

/** Hands out the style vector piece by piece, in the order in which the normalisations come. */
function normaliser(graph: Graph, style: Value): Context['normalise'] {
  let offset = 0;
  const take = (length: number) => {
    offset += length;
    return slice(graph, style, 0, offset - length, offset);
  };
  return (x, { weight }) => {
    const [scale, shift] = [take(weight.shape[0]!), take(weight.shape[0]!)];
    return graph.node('InstanceNormalization', [x, scale, shift], {
      epsilon: { float: INSTANCE_NORMALISATION_EPSILON },
    });
  };
}

/**
 * Space to depth: channel c, offsets (dy, dx) → channel (c·factor + dy)·factor + dx, PyTorch's order. The
 * operator's own order is (dy·factor + dx)·3 + c.
 */
export function unshuffle(graph: Graph, x: Value, factor: number): Value {
  const cells = factor * factor;
  const order = Array.from({ length: 3 * cells }, (_, i) => (i % cells) * 3 + Math.floor(i / cells));
  const deep = graph.node('SpaceToDepth', [x], { blocksize: factor });
  return graph.node('Gather', [deep, graph.integers(order)], { axis: 1 });
}
