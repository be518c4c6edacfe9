import type { Lowered } from '../engines/onnx/direct.ts';
import type { Layer, Network } from '../networks/network.ts';

/** A network with Winograd's convolutions wherever they can compute, be it worth it or not. */
export function winogradEverywhere(network: Network): Network {
  const layers = network.layers.map((layer): Layer & Lowered => {
    const can = layer.kind === 'convolution' && layer.weight.shape[2] === 3 && layer.stride === 1;
    return can ? { ...layer, algorithm: { forward: 'winograd', adjoint: 'winograd' } } : layer;
  });
  return { ...network, layers };
}
