import type { ConvolutionSpec } from './architectures.ts';

/** What is done to the input x in [0, 1], channel by channel in the order RGB: (x − mean) / deviation. */
export interface Preprocessing {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** Names of the tensors of one convolution. */
export interface ConvolutionTensors {
  readonly weight: string;
  readonly bias?: string;
  /** scale, shift, mean and variance of the batch normalisation behind it */
  readonly normalisation?: readonly [string, string, string, string];
}

/** How a family of files names and arranges its tensors, and which preprocessing those weights were trained with. */
export interface Layout {
  /** order of a kernel's axes */
  readonly axes: 'OIHW' | 'HWIO';
  /** order of the channels that the first convolution takes */
  readonly channels: 'RGB' | 'BGR';
  readonly preprocessing: Preprocessing;
  /** index: the layer's place in torchvision's `features`, where every ReLU and pooling counts as one too */
  tensorsOf(layer: ConvolutionSpec, index: number): ConvolutionTensors;
}

/** 255·x − (123.68, 116.779, 103.939), the means of ImageNet: Simonyan and Zisserman's Caffe weights, and Keras's. */
const CAFFE: Preprocessing = {
  mean: [123.68 / 255, 116.779 / 255, 103.939 / 255],
  deviation: [1 / 255, 1 / 255, 1 / 255],
};

/** torchvision's weights, and timm's copies of them. */
const TORCHVISION: Preprocessing = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/** `conv1_1.weight`: Atelier's own recipes, with the Caffe weights turned to RGB. */
export const PLAIN: Layout = {
  axes: 'OIHW',
  channels: 'RGB',
  preprocessing: CAFFE,
  tensorsOf: ({ name }) => ({ weight: `${name}.weight`, bias: `${name}.bias` }),
};

/** `features.0.weight`: VGG and AlexNet of torchvision and timm. */
export const SEQUENTIAL: Layout = {
  axes: 'OIHW',
  channels: 'RGB',
  preprocessing: TORCHVISION,
  tensorsOf: (_, index) => ({ weight: `features.${index}.weight`, bias: `features.${index}.bias` }),
};

/** `layer1.0.conv1.weight` with `layer1.0.bn1.…`: ResNet of torchvision and timm. */
export const RESIDUAL: Layout = {
  axes: 'OIHW',
  channels: 'RGB',
  preprocessing: TORCHVISION,
  tensorsOf({ name }) {
    const isProjection = name.endsWith('.downsample');
    const normalised = isProjection ? `${name}.1` : name.replace(/conv(\d)$/, 'bn$1');
    const of = (part: string) => `${normalised}.${part}`;
    return {
      weight: isProjection ? `${name}.0.weight` : `${name}.weight`,
      normalisation: [of('weight'), of('bias'), of('running_mean'), of('running_var')],
    };
  },
};

/** `block1_conv1/kernel:0` and the like: VGG of Keras. */
export const KERAS: readonly Layout[] = [
  ['/kernel:0', '/bias:0'],
  ['/kernel', '/bias'],
  ['.kernel', '.bias'],
  ['_W_1:0', '_b_1:0'],
].map(([kernel, bias]) => ({
  axes: 'HWIO',
  channels: 'BGR',
  preprocessing: CAFFE,
  tensorsOf({ name }) {
    const stem = name.replace(/^conv(\d)_(\d)$/, 'block$1_conv$2');
    return { weight: stem + kernel, bias: stem + bias };
  },
}));
