import type { Architecture, ConvolutionSpec, LayerSpec } from '../networks/architectures.ts';
import type { Layer, Network, Taps } from '../networks/network.ts';
import { random } from '../random.ts';

/**
 * A network of a published architecture, `narrow` times narrower, with random weights in the range that keeps the variance
 * through ReLU (He et al. 2015, "Delving deep into rectifiers"). Torchvision's preprocessing, zero padding.
 */
export function randomNetwork(
  name: string,
  architecture: Architecture,
  { narrow, seed = 1, taps }: { narrow: number; seed?: number; taps?: Taps | undefined },
): Network {
  const next = random(seed);
  const channels = new Map<string, number>();
  let before = 3;
  const layers = architecture.map((spec): Layer => {
    const input = spec.inputs === undefined ? before : channels.get(spec.inputs[0]!)!;
    before = spec.kind === 'convolution' ? Math.round(spec.channels! / narrow) : input;
    channels.set(spec.name, before);
    return spec.kind === 'convolution' ? convolution(spec, input, before, next) : spec;
  });
  return {
    name,
    digest: `${name}, random ${seed}`,
    scale: [1 / 0.229, 1 / 0.224, 1 / 0.225],
    shift: [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225],
    padding: 'zero',
    pooling: 'max',
    layers,
    ...(taps && { taps }),
  };
}

function convolution(spec: ConvolutionSpec, input: number, output: number, next: () => number): Layer {
  const { channels: _, size, optional: __, ...layer } = spec;
  const reach = Math.sqrt(6 / (input * size * size));
  const data = Float32Array.from({ length: output * input * size * size }, () => reach * (2 * next() - 1));
  return {
    ...layer,
    weight: { shape: [output, input, size, size], data },
    bias: { shape: [output], data: new Float32Array(output) },
  };
}

/** The same residual network without its shortcuts: the last convolution of each block is the block. */
export function withoutShortcuts(architecture: Architecture): Architecture {
  const shortcut = (layer: LayerSpec) => layer.kind === 'add' || layer.name.endsWith('.downsample');
  return architecture
    .filter((layer) => !shortcut(layer))
    .map((layer) =>
      layer.name.endsWith('.conv3')
        ? { ...(layer as ConvolutionSpec), name: layer.name.slice(0, -6), relu: true }
        : layer,
    );
}
