import type { Tensor } from '../models/tensor-file.ts';

/** A 3×3 convolution of stride 1 with padding 1, then ReLU. */
export interface ConvolutionLayer {
  readonly kind: 'convolution';
  /** also the name by which the feature after the ReLU is tapped, for example `conv4_2` */
  readonly name: string;
  /** [out, in, 3, 3] */
  readonly weight: Tensor;
  /** [out] */
  readonly bias: Tensor;
}

/** 2×2 pooling of stride 2; a last odd row or column is dropped. */
export interface PoolLayer {
  readonly kind: 'pool';
}

export type Pooling = 'average' | 'max';
export type Padding = 'reflect' | 'zero';

/**
 * A feature network as data: what the features are, never how they are computed.
 * Input x: [1, 3, H, W], RGB, sRGB-encoded, [0, 1]; first becomes x · scale + shift, channel by channel.
 */
export interface Network {
  readonly name: string;
  /** SHA-256 of the weights' file */
  readonly digest: string;
  readonly scale: readonly [number, number, number];
  readonly shift: readonly [number, number, number];
  readonly padding: Padding;
  readonly pooling: Pooling;
  readonly layers: readonly (ConvolutionLayer | PoolLayer)[];
}

export interface Feature {
  readonly layer: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Shape of the feature at each convolution for an image of height × width pixels. */
export function featuresOf(network: Network, height: number, width: number): Feature[] {
  const features: Feature[] = [];
  let size = { height, width };
  for (const layer of network.layers) {
    if (layer.kind === 'pool') {
      size = { height: Math.floor(size.height / 2), width: Math.floor(size.width / 2) };
    } else {
      features.push({ layer: layer.name, channels: layer.weight.shape[0], ...size });
    }
  }
  return features;
}

/** The network up to the last of the named layers: what lies behind it need not be computed. */
export function truncated(network: Network, layers: readonly string[]): Network {
  const names = network.layers.map((layer) => (layer.kind === 'convolution' ? layer.name : ''));
  for (const layer of layers) {
    if (!names.includes(layer)) {
      throw new Error(
        `Expected a layer of ${network.name} (${names.filter(Boolean).join(', ')}) but received ${layer}`,
      );
    }
  }
  const last = Math.max(...layers.map((layer) => names.indexOf(layer)));
  return { ...network, layers: network.layers.slice(0, last + 1) };
}
