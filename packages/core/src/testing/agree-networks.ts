import type { Tensor } from '../models/tensor-file.ts';
import type { ConvolutionLayer, Layer, Network, PoolLayer } from '../networks/network.ts';
import { random } from '../random.ts';

/** For tests: every family of loss networks in small, with random weights. */

let seed = 0;

function tensor(shape: number[], scale: number): Tensor {
  const next = random(++seed);
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length }, () => scale * (2 * next() - 1)) };
}

/** Weights in the range that keeps the variance through ReLU (He et al. 2015). */
function convolution(
  name: string,
  [input, out]: [number, number],
  { size = 3, stride = 1, pad = (size - 1) / 2, relu = true, inputs }: Partial<Geometry> = {},
): ConvolutionLayer {
  const weight = tensor([out, input, size, size], Math.sqrt(6 / (input * size * size)));
  const bias = tensor([out], 0.3);
  return { kind: 'convolution', name, weight, bias, stride, pad, relu, ...(inputs && { inputs }) };
}

interface Geometry {
  size: number;
  stride: number;
  pad: number;
  relu: boolean;
  inputs: readonly string[];
}

const pool = (name: string, size = 2, stride = 2, pad = 0): PoolLayer => ({
  kind: 'pool',
  name,
  size,
  stride,
  pad,
});

/** VGG's layout: blocks of 3×3 convolutions, a pooling between them. */
function vgg(blocks: readonly number[]): Layer[] {
  const widths = [4, 5, 6, 7, 6];
  const layers: Layer[] = [];
  let input = 3;
  blocks.forEach((count, b) => {
    if (b > 0) layers.push(pool(`pool${b}`));
    for (let i = 1; i <= count; i++) {
      layers.push(convolution(`conv${b + 1}_${i}`, [input, widths[b]!]));
      input = widths[b]!;
    }
  });
  return layers;
}

/** ResNet-50's entrance and the first blocks of two stages. */
const residual: Layer[] = [
  convolution('conv1', [3, 6], { size: 7, stride: 2 }),
  pool('maxpool', 3, 2, 1),
  convolution('layer1.0.conv1', [6, 4], { size: 1 }),
  convolution('layer1.0.conv2', [4, 4]),
  convolution('layer1.0.conv3', [4, 8], { size: 1, relu: false }),
  convolution('layer1.0.downsample', [6, 8], { size: 1, relu: false, inputs: ['maxpool'] }),
  { kind: 'add', name: 'layer1.0', inputs: ['layer1.0.conv3', 'layer1.0.downsample'], relu: true },
  convolution('layer2.0.conv1', [8, 5], { size: 1 }),
  convolution('layer2.0.conv2', [5, 5], { stride: 2 }),
  convolution('layer2.0.conv3', [5, 7], { size: 1, relu: false }),
  convolution('layer2.0.downsample', [8, 7], { size: 1, stride: 2, relu: false, inputs: ['layer1.0'] }),
  { kind: 'add', name: 'layer2.0', inputs: ['layer2.0.conv3', 'layer2.0.downsample'], relu: true },
  convolution('layer2.1.conv1', [7, 7], { inputs: ['layer2.0'], relu: false }),
  { kind: 'add', name: 'layer2.1', inputs: ['layer2.1.conv1', 'layer2.0'], relu: true },
];

const alexnet: Layer[] = [
  convolution('conv1', [3, 6], { size: 11, stride: 4, pad: 2 }),
  pool('pool1', 3, 2),
  convolution('conv2', [6, 8], { size: 5 }),
  pool('pool2', 3, 2),
  convolution('conv3', [8, 6]),
  convolution('conv4', [6, 5]),
];

/** A network, two of its layers, and a picture's size that leaves rows and columns over at every stride. */
export interface Family {
  readonly network: Network;
  readonly layers: readonly string[];
  readonly size: { readonly width: number; readonly height: number };
}

function family(
  name: string,
  padding: Network['padding'],
  layers: readonly Layer[],
  taps: readonly string[],
  [width, height]: [number, number],
): Family {
  const [scale, shift] = [[2, 3, 2.5] as const, [-1, -1.5, -1.2] as const];
  const network = { name, digest: name, scale, shift, padding, pooling: 'max' as const, layers };
  return { network, layers: taps, size: { width, height } };
}

export const FAMILIES: readonly Family[] = [
  family('compact', 'reflect', vgg([2, 2, 4, 4, 1]), ['conv2_1', 'conv5_1'], [39, 34]),
  family('VGG-16', 'zero', vgg([2, 2, 3, 3, 3]), ['conv2_2', 'conv5_2'], [37, 35]),
  family('ResNet-50', 'zero', residual, ['layer1.0', 'layer2.1'], [41, 36]),
  family('AlexNet', 'zero', alexnet, ['conv2', 'conv4'], [75, 66]),
];
