import type { Size } from '../../images/image.ts';
import type { Layer, Network } from '../../networks/network.ts';
import { convolution, convolutionAdjoint } from './convolution.ts';
import type { Lowered } from './direct.ts';
import type { Graph, Value } from './graph.ts';
import { reluAdjoint } from './operators.ts';
import { pool, poolAdjoint } from './pooling.ts';

/** A layer as it is emitted: the values that go in, and the size of what goes in. */
export interface Place<L extends Layer = Layer> {
  readonly layer: L & Lowered;
  readonly network: Pick<Network, 'padding' | 'pooling'>;
  readonly x: readonly Value[];
  readonly size: Size;
}

/** What onnxruntime computes for a kind of layer, but for a ReLU behind it. */
interface Emission<L extends Layer> {
  forward(graph: Graph, place: Place<L>): Value;
  /** y: the layer's result. The gradient with respect to each of its inputs: for a sum it is the same for all */
  adjoint(graph: Graph, place: Place<L>, y: Value, gradient: Value): Value;
}

const KINDS: { readonly [K in Layer['kind']]: Emission<Extract<Layer, { kind: K }>> } = {
  convolution: {
    forward: (graph, { layer, network, x, size }) => convolution(graph, x[0]!, layer, network.padding, size),
    adjoint: (graph, { layer, network, size }, _, gradient) =>
      convolutionAdjoint(graph, gradient, layer, network.padding, size),
  },
  pool: {
    forward: (graph, { layer, network, x }) => pool(graph, x[0]!, layer, network.pooling),
    adjoint: (graph, { layer, network, x, size }, y, gradient) =>
      poolAdjoint(graph, gradient, layer, network.pooling, { x: x[0]!, y }, size),
  },
  add: {
    forward: (graph, { x }) => graph.node('Sum', x),
    adjoint: (_, __, ___, gradient) => gradient,
  },
};

const kindOf = ({ layer }: Place): Emission<Layer> => KINDS[layer.kind] as Emission<Layer>;
const hasRelu = ({ layer }: Place) => 'relu' in layer && layer.relu;

export function emitLayer(graph: Graph, place: Place): Value {
  const y = kindOf(place).forward(graph, place);
  return hasRelu(place) ? graph.node('Relu', [y]) : y;
}

export function emitAdjoint(graph: Graph, place: Place, y: Value, gradient: Value): Value {
  const through = hasRelu(place) ? reluAdjoint(graph, gradient, y) : gradient;
  return kindOf(place).adjoint(graph, place, y, through);
}
