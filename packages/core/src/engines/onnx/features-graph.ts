import type { Size } from '../../images/image.ts';
import { featuresOf } from '../../networks/layer-kinds.ts';
import { type Feature, type Network, truncated } from '../../networks/network.ts';
import { Graph } from './graph.ts';
import { emitForward, type Forward, featureOf } from './network-graph.ts';
import { emitStatistics } from './statistics-graph.ts';

/** picture in; one output a layer, named as the layer: [1, N, H, W]. */
export function compileFeatures(network: Network, layers: readonly string[], size: Size): Uint8Array {
  const graph = new Graph();
  const forward = forwardTo(graph, network, layers, size);
  for (const { layer, channels, height, width } of tapped(network, layers, size)) {
    graph.output(layer, featureOf(forward, layer), [1, channels, height, width]);
  }
  return graph.finish();
}

/** picture in; for each layer `LAYER.mean` [N, 1] and `LAYER.covariance` [N, N] out. */
export function compileStatistics(network: Network, layers: readonly string[], size: Size): Uint8Array {
  const graph = new Graph();
  const forward = forwardTo(graph, network, layers, size);
  for (const { layer, channels, height, width } of tapped(network, layers, size)) {
    const values = emitStatistics(graph, featureOf(forward, layer), channels, height * width);
    graph.output(`${layer}.mean`, values.mean, [channels, 1]);
    graph.output(`${layer}.covariance`, values.covariance, [channels, channels]);
  }
  return graph.finish();
}

function forwardTo(graph: Graph, network: Network, layers: readonly string[], size: Size): Forward {
  const picture = graph.input('picture', [1, 3, size.height, size.width]);
  return emitForward(graph, truncated(network, layers), picture, size);
}

function tapped(network: Network, layers: readonly string[], size: Size): Feature[] {
  return featuresOf(network, size.height, size.width).filter(({ layer }) => layers.includes(layer));
}
