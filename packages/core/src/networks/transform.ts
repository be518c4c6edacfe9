import { damaged, loadWeights, tensorOf, type Weights } from '../models/locate.ts';
import type { Tensor } from '../models/tensor-file.ts';

export const TRANSFORM_FILE = 'transform/transform.safetensors';

/** A K×K convolution with reflection padding (K − 1)/2, rounded down. weight: [out, in, K, K] */
export interface PlainConvolution {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/**
 * The layers of a transform network, in order. `convolution`, `up` and each half of `residual` are
 * followed by instance normalisation with the style's scale and shift, and (but for a residual's second
 * half, which is added to the block's input) by ReLU.
 */
export type TransformLayer =
  | { readonly kind: 'unshuffle'; readonly factor: number }
  | { readonly kind: 'convolution'; readonly stride: 1 | 2; readonly convolution: PlainConvolution }
  | { readonly kind: 'residual'; readonly convolutions: readonly [PlainConvolution, PlainConvolution] }
  /** nearest up-sampling by 2, then a convolution: no checkerboard (Odena et al. 2016) */
  | { readonly kind: 'up'; readonly convolution: PlainConvolution }
  /**
   * without normalisation: sigmoid(shuffle(convolution) + skip · logit(clamp(x, clamp, 1 − clamp))), where shuffle
   * is depth to space by `factor` (Shi et al. 2016; nothing for 1)
   */
  | {
      readonly kind: 'picture';
      readonly convolution: PlainConvolution;
      readonly factor: number;
      readonly skip: number;
      readonly clamp: number;
    };

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
  /** standard deviation of the noise that the photo gets before it is painted, see transfer/grain.ts */
  readonly grain: number;
  readonly layers: readonly TransformLayer[];
  /** style vectors by preset name, each of `styleLength` */
  readonly styles: ReadonlyMap<string, Float32Array>;
}

export async function loadTransform(): Promise<TransformNetwork> {
  return transformFrom(await loadWeights(TRANSFORM_FILE));
}

/**
 * Names in the file: d1, d2 down (d1 on the photo with stride 2, in older files on its space-to-depth); r.N.0, r.N.1 residual; u1 and, in older files, u2 up; o the picture;
 * c convolution, n normalisation. Widths and the number of residual blocks are read from the tensors.
 */
export function transformFrom(weights: Weights): TransformNetwork {
  const convolution = (name: string): PlainConvolution => ({
    weight: tensorOf(weights, `${name}.weight`, 4),
    bias: tensorOf(weights, `${name}.bias`, 1),
  });
  const has = (name: string) => weights.tensors.has(`${name}.c.weight`);
  const ups = ['u1', 'u2'].filter(has);
  const residuals: number[] = [];
  while (has(`r.${residuals.length}.0`)) residuals.push(residuals.length);
  const picture = convolution('o');
  const first = convolution('d1.c');
  const entrance: TransformLayer[] =
    first.weight.shape[1] === 3
      ? [{ kind: 'convolution', stride: 2, convolution: first }]
      : [
          { kind: 'unshuffle', factor: 2 },
          { kind: 'convolution', stride: 1, convolution: first },
        ];
  const layers: TransformLayer[] = [
    ...entrance,
    { kind: 'convolution', stride: 2, convolution: convolution('d2.c') },
    ...residuals.map((n): TransformLayer => {
      return { kind: 'residual', convolutions: [convolution(`r.${n}.0.c`), convolution(`r.${n}.1.c`)] };
    }),
    ...ups.map((name): TransformLayer => ({ kind: 'up', convolution: convolution(`${name}.c`) })),
    { kind: 'picture', convolution: picture, factor: 2 ** (2 - ups.length), skip: 0.3, clamp: 0.02 },
  ];
  const channels = 3 * 4 ** (2 - ups.length);
  if (picture.weight.shape[0] !== channels) {
    throw damaged(weights.file, `o.weight has shape [${picture.weight.shape}], expected ${channels} outputs`);
  }
  const normalised = ['d1', 'd2', ...residuals.flatMap((n) => [`r.${n}.0`, `r.${n}.1`]), ...ups];
  return {
    name: 'transform',
    digest: weights.digest,
    scale: 1 / 0.225,
    shift: -0.45 / 0.225,
    multiple: 4,
    grain: Number(weights.metadata.grain ?? 0),
    layers,
    styles: stylesOf(weights, normalised),
  };
}

/** Row p of every `NAME.n.g` and `NAME.n.b` ([presets, N]), joined into the vector of preset p. */
function stylesOf(weights: Weights, normalised: readonly string[]): Map<string, Float32Array> {
  const presets = (weights.metadata.presets ?? '').split(', ').filter(Boolean);
  const tables = normalised.flatMap((name) => [
    tensorOf(weights, `${name}.n.g`, 2),
    tensorOf(weights, `${name}.n.b`, 2),
  ]);
  const rows = presets.map((_, p) =>
    tables.flatMap(({ shape, data }) => [...data.subarray(p * shape[1], (p + 1) * shape[1])]),
  );
  return new Map(presets.map((preset, p) => [preset, Float32Array.from(rows[p])]));
}

/** Channels of each normalisation, in the order of the style vector. */
export function normalisationsOf(network: TransformNetwork): number[] {
  return network.layers.flatMap((layer) => {
    if (layer.kind === 'residual') return layer.convolutions.map((half) => half.weight.shape[0]);
    if (layer.kind === 'convolution' || layer.kind === 'up') return [layer.convolution.weight.shape[0]];
    return [];
  });
}

/** Numbers in a style vector. */
export function styleLengthOf(network: TransformNetwork): number {
  return 2 * normalisationsOf(network).reduce((a, b) => a + b, 0);
}
