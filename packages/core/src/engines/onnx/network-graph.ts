import type { Size } from '../../images/image.ts';
import { featuresOf, inputsOf, type Layer, type Network } from '../../networks/network.ts';
import { type Convolve, convolution, convolutionAdjoint, direct } from './convolution.ts';
import type { Graph, Value } from './graph.ts';
import { reluAdjoint } from './operators.ts';
import { pool, poolAdjoint } from './pooling.ts';

/** One layer as it was emitted: the values that go in, its result, and the size of what goes in. */
interface Step {
  readonly layer: Layer;
  readonly inputs: readonly string[];
  readonly x: readonly Value[];
  readonly y: Value;
  readonly size: Size;
}

export interface Forward {
  readonly network: Network;
  readonly steps: readonly Step[];
  readonly convolve: Convolve;
}

/** Stands for the picture where other inputs are layers' names. */
const PICTURE = '';

/** Emits the network for picture: [1, 3, H, W] in [0, 1]. convolve: there and on the way back */
export function emitForward(
  graph: Graph,
  network: Network,
  picture: Value,
  size: Size,
  convolve: Convolve = direct,
): Forward {
  const scaled = graph.node('Mul', [picture, graph.tensor(network.scale, [1, 3, 1, 1])]);
  const values = new Map([[PICTURE, graph.node('Add', [scaled, graph.tensor(network.shift, [1, 3, 1, 1])])]]);
  const sizes = new Map<string, Size>([[PICTURE, size]]);
  for (const feature of featuresOf(network, size.height, size.width)) sizes.set(feature.layer, feature);
  const steps = network.layers.map((layer, index) => {
    const named = inputsOf(network.layers, index);
    const inputs = named.length === 0 ? [PICTURE] : named;
    const x = inputs.map((name) => values.get(name)!);
    const from = sizes.get(inputs[0])!;
    const y = emitLayer(graph, network, layer, x, from, convolve);
    values.set(layer.name, y);
    return { layer, inputs, x, y, size: from };
  });
  return { network, steps, convolve };
}

function emitLayer(
  graph: Graph,
  { padding, pooling }: Network,
  layer: Layer,
  x: readonly Value[],
  size: Size,
  convolve: Convolve,
): Value {
  if (layer.kind === 'pool') return pool(graph, x[0], layer, pooling);
  const y =
    layer.kind === 'add' ? graph.node('Sum', x) : convolution(graph, x[0], layer, padding, size, convolve);
  return layer.relu ? graph.node('Relu', [y]) : y;
}

export function featureOf(forward: Forward, name: string): Value {
  const step = forward.steps.find(({ layer }) => layer.name === name);
  if (step === undefined) throw new Error(`Expected a layer of ${forward.network.name} but received ${name}`);
  return step.y;
}

/**
 * Emits the way back: from the gradients at tapped layers (one list a layer) to the gradient with respect
 * to the picture. Every layer must lead to a tapped one, as in a network that was `truncated`.
 */
export function emitBackward(graph: Graph, forward: Forward, taps: ReadonlyMap<string, Value[]>): Value {
  const { network, steps } = forward;
  const gradients = new Map([...taps].map(([name, values]) => [name, [...values]]));
  for (const step of [...steps].reverse()) {
    const gradient = sum(graph, gradients.get(step.layer.name));
    const back = emitAdjoint(graph, forward, step, gradient);
    for (const input of step.inputs) gradients.set(input, [back, ...(gradients.get(input) ?? [])]);
  }
  const scale = graph.tensor(network.scale, [1, 3, 1, 1]);
  return graph.node('Mul', [sum(graph, gradients.get(PICTURE)), scale]);
}

/** The gradient with respect to each of the layer's inputs: for a sum it is the same for all. */
function emitAdjoint(
  graph: Graph,
  { network, convolve }: Forward,
  { layer, x, y, size }: Step,
  gradient: Value,
): Value {
  if (layer.kind === 'pool')
    return poolAdjoint(graph, gradient, layer, network.pooling, { x: x[0], y }, size);
  const through = layer.relu ? reluAdjoint(graph, gradient, y) : gradient;
  if (layer.kind === 'add') return through;
  return convolutionAdjoint(graph, through, layer, network.padding, size, convolve);
}

function sum(graph: Graph, values: readonly Value[] = []): Value {
  if (values.length === 0) throw new Error('every layer must lead to a tapped one');
  return values.reduce((a, b) => graph.node('Add', [a, b]));
}
