import type { Layer, Network } from '../networks/network.ts';

const algorithm = { forward: 'winograd', adjoint: 'winograd' } as const;

/** A network with Winograd's convolutions wherever they can compute, be it worth it or not. */
export function winogradEverywhere(network: Network): Network {
  const layers = network.layers.map((layer): Layer => {
    const lowered = { ...layer, algorithm };
    return layer.kind === 'convolution' && layer.weight.shape[2] === 3 && layer.stride === 1
      ? lowered
      : layer;
  });
  return { ...network, layers };
}
