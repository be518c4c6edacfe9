import { damaged, tensorOf, type Weights } from '../models/locate.ts';
import type { ConvolutionLayer, Network, Padding, Pooling } from './network.ts';

/** VGG-19 to conv5_1: convolutions per block (Simonyan and Zisserman 2014, table 1, column E). */
const VGG19_BLOCKS = [2, 2, 4, 4, 1] as const;

export interface VggOptions {
  name: string;
  mean: readonly [number, number, number];
  /** divisor after the mean is subtracted; both in units of x in [0, 1] */
  deviation: readonly [number, number, number];
  padding: Padding;
  pooling: Pooling;
}

/**
 * A network of VGG-19's layout, of any width: channel counts are read from the weights, which are named
 * conv1_1.weight, conv1_1.bias, … as in the training recipe.
 */
export function vggNetwork(weights: Weights, options: VggOptions): Network {
  const layers: Network['layers'][number][] = [];
  let channels = 3;
  VGG19_BLOCKS.forEach((count, block) => {
    if (block > 0) layers.push({ kind: 'pool' });
    for (let i = 1; i <= count; i++) {
      const layer = convolution(weights, `conv${block + 1}_${i}`, channels);
      layers.push(layer);
      channels = layer.weight.shape[0];
    }
  });
  const { name, mean, deviation, padding, pooling } = options;
  return {
    name,
    digest: weights.digest,
    scale: [1 / deviation[0], 1 / deviation[1], 1 / deviation[2]],
    shift: [-mean[0] / deviation[0], -mean[1] / deviation[1], -mean[2] / deviation[2]],
    padding,
    pooling,
    layers,
  };
}

function convolution(weights: Weights, name: string, channels: number): ConvolutionLayer {
  const weight = tensorOf(weights, `${name}.weight`, 4);
  const bias = tensorOf(weights, `${name}.bias`, 1);
  const [out, input, height, width] = weight.shape;
  if (input !== channels || height !== 3 || width !== 3 || bias.shape[0] !== out) {
    throw damaged(
      weights.file,
      `${name} has shape [${weight.shape}] and bias [${bias.shape}], expected ${channels} inputs and a 3×3 kernel`,
    );
  }
  return { kind: 'convolution', name, weight, bias };
}
