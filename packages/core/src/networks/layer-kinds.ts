import { type Feature, inputsOf, type Layer, type Network } from './network.ts';

/** What a value of a layer sees of the layer before it: size × size pixels, from window to window `stride`. */
interface Window {
  readonly size: number;
  readonly stride: number;
  /** pixels beyond the edge, on each side */
  readonly pad: number;
}

/** A kind of layer as far as it does not matter who computes it; engines have a table each of what they do with it. */
interface Kind<L extends Layer> {
  window(layer: L): Window;
  /** of the result; input: channels that go in */
  channels(layer: L, input: number): number;
  /** numbers that were learnt and have to be in memory */
  weights(layer: L): number;
}

const WHOLE: Window = { size: 1, stride: 1, pad: 0 };

const KINDS: { readonly [K in Layer['kind']]: Kind<Extract<Layer, { kind: K }>> } = {
  convolution: {
    window: ({ weight, stride, pad }) => ({ size: weight.shape[2]!, stride, pad }),
    channels: ({ weight }) => weight.shape[0]!,
    weights: ({ weight }) => weight.data.length,
  },
  pool: {
    window: ({ size, stride, pad }) => ({ size, stride, pad }),
    channels: (_, input) => input,
    weights: () => 0,
  },
  add: {
    window: () => WHOLE,
    channels: (_, input) => input,
    weights: () => 0,
  },
};

/** The row of a layer's kind. */
export function kindOf(layer: Layer): Kind<Layer> {
  return KINDS[layer.kind] as Kind<Layer>;
}

/** Shape of the result of each layer for an image of height × width pixels. */
export function featuresOf(network: Network, height: number, width: number): Feature[] {
  const features = new Map<string, Feature>();
  network.layers.forEach((layer, index) => {
    const [input] = inputsOf(network.layers, index);
    const from = (input !== undefined && features.get(input)) || { channels: 3, height, width };
    const kind = kindOf(layer);
    const { size, stride, pad } = kind.window(layer);
    const steps = (length: number) => Math.floor((length + 2 * pad - size) / stride) + 1;
    features.set(layer.name, {
      layer: layer.name,
      channels: kind.channels(layer, from.channels),
      height: steps(from.height),
      width: steps(from.width),
    });
  });
  return [...features.values()];
}
