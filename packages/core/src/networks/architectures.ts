import type { AddLayer, ConvolutionLayer, PoolLayer } from './network.ts';

/** The published networks up to their last feature, as lists of layers without their weights. */
export interface ConvolutionSpec extends Omit<ConvolutionLayer, 'weight' | 'bias'> {
  /** output channels; absent: as many as the weights have */
  readonly channels?: number | undefined;
  /** side of the kernel */
  readonly size: number;
  /** the network may end before this layer, in files that were cut for style transfer */
  readonly optional?: boolean;
}

export type LayerSpec = ConvolutionSpec | PoolLayer | AddLayer;
export type Architecture = readonly LayerSpec[];

/** Layer counts of VGG (Simonyan and Zisserman 2014, table 1, columns D and E). */
export const VGG16 = vgg([2, 2, 3, 3, 3], [64, 128, 256, 512, 512]);
export const VGG19 = vgg([2, 2, 4, 4, 4], [64, 128, 256, 512, 512]);
/** VGG-19 to conv5_1, of any width. */
export const NARROW_VGG19 = vgg([2, 2, 4, 4, 1]);

/** conv1_1 … conv5_4 after their ReLU, and pool1 … pool4. Behind conv5_1 a file may end. */
function vgg(blocks: readonly number[], channels: readonly number[] = []): Architecture {
  return blocks.flatMap((count, b) => {
    const pool = { kind: 'pool', name: `pool${b}`, size: 2, stride: 2, pad: 0 } as const;
    const convolutions = Array.from({ length: count }, (_, i): LayerSpec => {
      const optional = b === 4 && i > 0;
      return { ...convolution(`conv${b + 1}_${i + 1}`, channels[b], 3, 1), optional };
    });
    return b === 0 ? convolutions : [pool, ...convolutions];
  });
}

/**
 * AlexNet as Krizhevsky published it second (2014, “One weird trick”, one tower, without local response
 * normalisation), which is the one whose weights torchvision publishes: conv1 … conv5 after their ReLU.
 */
export const ALEXNET: Architecture = [
  convolution('conv1', 64, 11, 4, 2),
  { kind: 'pool', name: 'pool1', size: 3, stride: 2, pad: 0 },
  convolution('conv2', 192, 5, 1),
  { kind: 'pool', name: 'pool2', size: 3, stride: 2, pad: 0 },
  convolution('conv3', 384, 3, 1),
  convolution('conv4', 256, 3, 1),
  convolution('conv5', 256, 3, 1),
];

/**
 * ResNet-50 (He et al. 2015, table 1) with torchvision's names: conv1, maxpool, then layer1.0 … layer4.2 after
 * their last ReLU; inside a block conv1 and conv2 after theirs, conv3 and downsample without one. The stride
 * of a block is in its 3×3 convolution, as the published weights were trained (“ResNet v1.5”).
 */
export const RESNET50 = resnet([3, 4, 6, 3]);

function resnet(counts: readonly number[]): Architecture {
  const layers: LayerSpec[] = [
    convolution('conv1', 64, 7, 2),
    { kind: 'pool', name: 'maxpool', size: 3, stride: 2, pad: 1 },
  ];
  counts.forEach((count, stage) => {
    for (let i = 0; i < count; i++) {
      const stride = i === 0 && stage > 0 ? 2 : 1;
      const before = layers[layers.length - 1]!.name;
      layers.push(...bottleneck(`layer${stage + 1}.${i}`, before, 64 * 2 ** stage, stride, i === 0));
    }
  });
  return layers;
}

/** 1×1, 3×3, 1×1; the shortcut is the block's input, or its projection where the shape changes. */
function bottleneck(
  name: string,
  before: string,
  width: number,
  stride: number,
  projected: boolean,
): LayerSpec[] {
  const projection = { ...convolution(`${name}.downsample`, 4 * width, 1, stride), relu: false };
  return [
    convolution(`${name}.conv1`, width, 1, 1),
    convolution(`${name}.conv2`, width, 3, stride),
    { ...convolution(`${name}.conv3`, 4 * width, 1, 1), relu: false },
    ...(projected ? [{ ...projection, inputs: [before] }] : []),
    {
      kind: 'add',
      name,
      inputs: [`${name}.conv3`, projected ? projection.name : before],
      relu: true,
    },
  ];
}

function convolution(
  name: string,
  channels: number | undefined,
  size: number,
  stride: number,
  pad = Math.floor(size / 2),
): ConvolutionSpec {
  return { kind: 'convolution', name, channels, size, stride, pad, relu: true };
}
