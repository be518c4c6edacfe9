import type { Tensor } from '../models/tensor-file.ts';

/** A K×K convolution with reflection padding (K − 1)/2, rounded down. weight: [out, in, K, K] */
export interface PlainConvolution {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** The layers of a transform network, in order. */
export type TransformLayer =
  | { readonly kind: 'unshuffle'; readonly factor: number }
  | UnitLayer
  /** added to its input is what its layers make of it: a residual block, or such blocks at half the resolution */
  | { readonly kind: 'residual'; readonly layers: readonly TransformLayer[] }
  /** nearest, by 2; with a convolution behind it no checkerboard (Odena et al. 2016) */
  | { readonly kind: 'upsample' }
  | PictureLayer;

/** A convolution, instance normalisation with the style's scale and shift, perhaps ReLU. */
export interface UnitLayer {
  readonly kind: 'unit';
  readonly convolution: PlainConvolution;
  readonly stride: 1 | 2;
  readonly relu: boolean;
}

/**
 * Without normalisation: sigmoid(shuffle(convolution) + skip · logit(clamp(x, clamp, 1 − clamp))), where shuffle
 * is depth to space by `factor` (Shi et al. 2016; nothing for 1).
 */
export interface PictureLayer {
  readonly kind: 'picture';
  readonly convolution: PlainConvolution;
  readonly factor: number;
  readonly skip: number;
  readonly clamp: number;
}

/**
 * A feed-forward network as data (Johnson et al. 2016 with conditional instance normalisation, Dumoulin et
 * al. 2017). Input as in `Network`. A style is one vector: for each normalisation in order its scales [N],
 * then its shifts [N].
 */
export interface TransformNetwork {
  readonly name: string;
  readonly digest: string;
  readonly scale: number;
  readonly shift: number;
  /** sides of the picture must be multiples of this */
  readonly multiple: number;
  /** standard deviation of the noise that the photo gets before it is painted, see transfer/fast/grain.ts */
  readonly grain: number;
  readonly layers: readonly TransformLayer[];
  /** style vectors by preset name, each of `styleLength` */
  readonly styles: ReadonlyMap<string, Float32Array>;
}

/** Channels of each normalisation, in the order of the style vector. */
export function normalisationsOf({ layers }: Pick<TransformNetwork, 'layers'>): number[] {
  return layers.flatMap((layer) => {
    if (layer.kind === 'residual') return normalisationsOf(layer);
    return layer.kind === 'unit' ? [layer.convolution.weight.shape[0]!] : [];
  });
}

/** Numbers in a style vector. */
export function styleLengthOf(network: TransformNetwork): number {
  return 2 * normalisationsOf(network).reduce((a, b) => a + b, 0);
}
