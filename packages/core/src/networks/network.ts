import type { Tensor } from '../models/tensor-file.ts';

/** What every layer has. */
interface Named {
  /** the published name, by which the layer's result is tapped, for example `conv4_2` or `layer3.0` */
  readonly name: string;
  /** names of the layers whose results go in; default: the layer before, and for the first one the picture */
  readonly inputs?: readonly string[];
}

/** A convolution with a bias; a batch normalisation that followed it is folded into both. */
export interface ConvolutionLayer extends Named {
  readonly kind: 'convolution';
  /** [out, in, k, k] */
  readonly weight: Tensor;
  /** [out] */
  readonly bias: Tensor;
  readonly stride: number;
  /** pixels added on each side, filled as the network's `padding` says */
  readonly pad: number;
  /** whether ReLU follows; the layer's result is then the one after it */
  readonly relu: boolean;
}

/** Pooling over size × size pixels, of the network's kind; rows and columns that fill no window are dropped. */
export interface PoolLayer extends Named {
  readonly kind: 'pool';
  readonly size: number;
  readonly stride: number;
  /** pixels on each side that count as absent: they are never the largest and enter no mean */
  readonly pad: number;
}

/** Sum of its inputs, which are of one shape: the end of a residual block. */
export interface AddLayer extends Named {
  readonly kind: 'add';
  readonly inputs: readonly string[];
  readonly relu: boolean;
}

export type Layer = ConvolutionLayer | PoolLayer | AddLayer;

/**
 * `l2` is the root of the mean of the squares. By the inequality of power means it lies between average and
 * maximum, so that layer weights chosen with one kind go on to fit with another; a sum would double it.
 */
export const POOLINGS = ['max', 'average', 'l2'] as const;
export type Pooling = (typeof POOLINGS)[number];
export type Padding = 'reflect' | 'zero';

/**
 * A feature network as data: what the features are, never how they are computed.
 * Input x: [1, 3, H, W], RGB, sRGB-encoded, [0, 1]; first becomes x · scale + shift, channel by channel.
 * Layers stand after the layers that they take in.
 */
export interface Network {
  readonly name: string;
  /** SHA-256 of the weights' file */
  readonly digest: string;
  readonly scale: readonly [number, number, number];
  readonly shift: readonly [number, number, number];
  readonly padding: Padding;
  readonly pooling: Pooling;
  readonly layers: readonly Layer[];
  /** default: VGG-19's, see transfer/options.ts */
  readonly taps?: Taps | undefined;
}

/** The layers at which a picture is compared where nobody asks for others. */
export interface Taps {
  readonly content: readonly string[];
  readonly style: readonly string[];
}

export interface Feature {
  readonly layer: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Mean and covariance of a layer's features over all positions. */
export interface LayerStatistics {
  /** [N] */
  readonly mean: Float32Array;
  /** [N, N], symmetric, divided by M */
  readonly covariance: Float32Array;
  /** of a painting whose places are matched: its features at SAMPLES positions, see objective/samples.ts */
  readonly samples?: Float32Array | undefined;
}

/** Names of the layers that go into layer `index`; empty for the picture. */
export function inputsOf(layers: readonly Layer[], index: number): readonly string[] {
  return layers[index]!.inputs ?? (index === 0 ? [] : [layers[index - 1]!.name]);
}

/** The network of what the named layers need, and nothing else. */
export function truncated(network: Network, layers: readonly string[]): Network {
  const names = network.layers.map(({ name }) => name);
  const needed = new Set(layers);
  for (const layer of layers) {
    if (!names.includes(layer)) {
      throw new Error(`Expected a layer of ${network.name} (${names.join(', ')}) but received ${layer}`);
    }
  }
  for (let index = names.length - 1; index >= 0; index--) {
    if (needed.has(names[index]!)) for (const input of inputsOf(network.layers, index)) needed.add(input);
  }
  return { ...network, layers: network.layers.filter(({ name }) => needed.has(name)) };
}
