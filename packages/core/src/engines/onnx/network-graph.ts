import type { ConvolutionLayer, Network } from '../../networks/network.ts';
import type { Size } from '../engine.ts';
import type { Graph, Value } from './graph.ts';
import { convolution, convolutionAdjoint, pool, poolAdjoint, reluAdjoint } from './operators.ts';

/** One layer as it was emitted: its input and result, and the size of its input. */
interface Step {
  readonly layer: Network['layers'][number];
  readonly x: Value;
  readonly y: Value;
  readonly size: Size;
}

export interface Forward {
  readonly network: Network;
  readonly steps: readonly Step[];
}

/** Emits the network for picture: [1, 3, H, W] in [0, 1]. */
export function emitForward(graph: Graph, network: Network, picture: Value, size: Size): Forward {
  const scaled = graph.node('Mul', [picture, graph.tensor(network.scale, [1, 3, 1, 1])]);
  let x = graph.node('Add', [scaled, graph.tensor(network.shift, [1, 3, 1, 1])]);
  let here = size;
  const steps: Step[] = [];
  for (const layer of network.layers) {
    const y =
      layer.kind === 'pool'
        ? pool(graph, x, network.pooling)
        : graph.node('Relu', [convolution(graph, x, layer, network.padding)]);
    steps.push({ layer, x, y, size: here });
    if (layer.kind === 'pool')
      here = { width: Math.floor(here.width / 2), height: Math.floor(here.height / 2) };
    x = y;
  }
  return { network, steps };
}

export function featureOf(forward: Forward, name: string): Value {
  const step = forward.steps.find(({ layer }) => layer.kind === 'convolution' && layer.name === name);
  if (step === undefined) throw new Error(`Expected a layer of ${forward.network.name} but received ${name}`);
  return step.y;
}

/**
 * Emits the way back: from the gradients at tapped layers (after their ReLU, one list a layer) to the
 * gradient with respect to the picture. The network must end at a tapped layer.
 */
export function emitBackward(
  graph: Graph,
  { network, steps }: Forward,
  taps: ReadonlyMap<string, Value[]>,
): Value {
  let gradient: Value | undefined;
  for (const step of [...steps].reverse()) {
    const { layer, x, y, size } = step;
    if (layer.kind === 'pool') {
      gradient = poolAdjoint(graph, defined(gradient), network.pooling, { x, y }, size);
    } else {
      gradient = backThrough(
        graph,
        layer,
        sum(graph, [gradient, ...(taps.get(layer.name) ?? [])]),
        y,
        network,
        size,
      );
    }
  }
  return graph.node('Mul', [defined(gradient), graph.tensor(network.scale, [1, 3, 1, 1])]);
}

function backThrough(
  graph: Graph,
  layer: ConvolutionLayer,
  gradient: Value,
  y: Value,
  { padding }: Network,
  size: Size,
): Value {
  return convolutionAdjoint(graph, reluAdjoint(graph, gradient, y), layer.weight, padding, size);
}

function sum(graph: Graph, values: (Value | undefined)[]): Value {
  return values.filter((value) => value !== undefined).reduce((a, b) => graph.node('Add', [a, b]));
}

function defined(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the network must end at a tapped layer');
  return value;
}
