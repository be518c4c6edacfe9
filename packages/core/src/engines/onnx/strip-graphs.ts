import {
  normalisationsOf,
  type PictureLayer,
  type PlainConvolution,
  styleLengthOf,
  type TransformLayer,
  type TransformNetwork,
  type UnitLayer,
} from '../../networks/transform.ts';
import { Graph, type Value } from './graph.ts';
import { emitLayers, emitPicture, PICTURE_SHAPE } from './transform-graph.ts';
import { emitUpsampledConvolution } from './upsampled-convolution.ts';

/**
 * The network in two parts, for pictures whose last features are too large for the memory. The trunk ends
 * before the last up-sampling and sees the whole picture. The head, from there on, works in strips of whole
 * rows: once for the statistics of its normalisation, and once more, with those, for the picture.
 *
 * Two 3×3 convolutions at twice the trunk's resolution see two rows beyond a strip, which is one row of the
 * trunk's features. At the picture's edge there is none: there the convolutions mirror, as they do unstripped.
 */
interface Head {
  readonly up: UnitLayer;
  readonly picture: PictureLayer;
}

/** The layers before the head, and the head. */
function partsOf({ layers }: TransformNetwork): { trunk: TransformLayer[]; head: Head } {
  const [upsampling, up, picture] = layers.slice(-3);
  if (upsampling?.kind !== 'upsample' || up?.kind !== 'unit' || picture?.kind !== 'picture') {
    throw new Error('Expected a network that ends in upsample, unit, picture');
  }
  return { trunk: layers.slice(0, -3), head: { up, picture } };
}

/** `picture` [1, 3, H, W] and `style` in; `features` [1, N, h, w] out. */
export function compileTrunk(network: TransformNetwork): Uint8Array {
  const graph = new Graph();
  const picture = graph.input('picture', PICTURE_SHAPE);
  const style = graph.input('style', [styleLengthOf(network)]);
  const { trunk, head } = partsOf(network);
  const features = emitLayers(graph, network, trunk, { picture, style });
  graph.output('features', features, featureShape(head.up.convolution));
  return graph.finish();
}

/**
 * `features`: rows of the trunk's, with one more on each side that is not the picture's edge; `pads`: eight
 * whole numbers, which mirror a row at the picture's edges only; `rows` [2]: which rows of the convolution's
 * result are the strip's own. Out: `mean` and `variance` [1, N, 1, 1] over those.
 */
export function compileStripStatistics(network: TransformNetwork): Uint8Array {
  const graph = new Graph();
  const { up } = partsOf(network).head;
  const { features, pads } = stripInputs(graph, up.convolution);
  const rows = graph.input('rows', [2], 'int64');
  const part = (index: number) => {
    return graph.node('Slice', [rows, ...[[index], [index + 1], [0]].map((list) => graph.integers(list))]);
  };
  const all = emitUpsampledConvolution(graph, features, up.convolution, pads);
  const own = graph.node('Slice', [all, part(0), part(1), graph.integers([2])]);
  const mean = graph.node('ReduceMean', [own], { axes: [2, 3], keepdims: 1 });
  const centred = graph.node('Sub', [own, mean]);
  const squares = graph.node('Mul', [centred, centred]);
  const shape = [1, up.convolution.weight.shape[0]!, 1, 1];
  graph.output('mean', mean, shape);
  graph.output('variance', graph.node('ReduceMean', [squares], { axes: [2, 3], keepdims: 1 }), shape);
  return graph.finish();
}

/**
 * `features` and `pads` as above; `picture`: the strip's own rows of the photo; `scale` and `shift`
 * [1, N, 1, 1]: the whole normalisation, style and statistics in one. Out: `result`, the strip's own rows.
 */
export function compileStripPainting(network: TransformNetwork): Uint8Array {
  const graph = new Graph();
  const { up, picture: last } = partsOf(network).head;
  const { features, pads } = stripInputs(graph, up.convolution);
  const picture = graph.input('picture', PICTURE_SHAPE);
  const shape = [1, up.convolution.weight.shape[0]!, 1, 1];
  const [scale, shift] = [graph.input('scale', shape), graph.input('shift', shape)];
  const convolved = emitUpsampledConvolution(graph, features, up.convolution, pads);
  const normalised = graph.node('Add', [graph.node('Mul', [convolved, scale]), shift]);
  const result = emitPicture(graph, last, graph.node('Relu', [normalised]), picture, pads);
  graph.output('result', result, PICTURE_SHAPE);
  return graph.finish();
}

/** Scales and shifts of the head's normalisation: the end of the style vector. */
export function headStyle(
  network: TransformNetwork,
  style: Float32Array,
): { scale: Float32Array; shift: Float32Array } {
  const channels = normalisationsOf(network).at(-1)!;
  return { scale: style.subarray(-2 * channels, -channels), shift: style.subarray(-channels) };
}

function stripInputs(graph: Graph, convolution: PlainConvolution): { features: Value; pads: Value } {
  return {
    features: graph.input('features', featureShape(convolution)),
    pads: graph.input('pads', [8], 'int64'),
  };
}

function featureShape({ weight }: PlainConvolution): (number | string)[] {
  return [1, weight.shape[1]!, 'rows', 'columns'];
}
