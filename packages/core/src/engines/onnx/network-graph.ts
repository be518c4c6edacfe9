import type { Size } from '../../images/image.ts';
import { featuresOf } from '../../networks/layer-kinds.ts';
import { inputsOf, type Network } from '../../networks/network.ts';
import type { Graph, Value } from './graph.ts';
import { emitAdjoint, emitLayer, type Place } from './layers.ts';

/** One layer as it was emitted: the names of what goes in, and its result. */
interface Step extends Place {
  readonly inputs: readonly string[];
  readonly y: Value;
}

export interface Forward {
  readonly network: Network;
  readonly steps: readonly Step[];
}

/** Stands for the picture where other inputs are layers' names. */
const PICTURE = '';

/** Emits the network for picture: [1, 3, H, W] in [0, 1]. */
export function emitForward(graph: Graph, network: Network, picture: Value, size: Size): Forward {
  const scaled = graph.node('Mul', [picture, graph.tensor(network.scale, [1, 3, 1, 1])]);
  const values = new Map([[PICTURE, graph.node('Add', [scaled, graph.tensor(network.shift, [1, 3, 1, 1])])]]);
  const sizes = new Map<string, Size>([[PICTURE, size]]);
  for (const feature of featuresOf(network, size.height, size.width)) sizes.set(feature.layer, feature);
  const steps = network.layers.map((layer, index) => {
    const named = inputsOf(network.layers, index);
    const inputs = named.length === 0 ? [PICTURE] : named;
    const place = {
      layer,
      network,
      x: inputs.map((name) => values.get(name)!),
      size: sizes.get(inputs[0]!)!,
    };
    const y = emitLayer(graph, place);
    values.set(layer.name, y);
    return { ...place, inputs, y };
  });
  return { network, steps };
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
    const back = emitAdjoint(graph, step, step.y, gradient);
    for (const input of step.inputs) gradients.set(input, [back, ...(gradients.get(input) ?? [])]);
  }
  const scale = graph.tensor(network.scale, [1, 3, 1, 1]);
  return graph.node('Mul', [sum(graph, gradients.get(PICTURE)), scale]);
}

function sum(graph: Graph, values: readonly Value[] = []): Value {
  if (values.length === 0) throw new Error('every layer must lead to a tapped one');
  return values.reduce((a, b) => graph.node('Add', [a, b]));
}
