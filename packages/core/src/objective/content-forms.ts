import type { Tensor } from '../models/tensor-file.ts';
import type { Feature } from '../networks/network.ts';
import type { ContentForm, ContentTarget, ContentTerm } from './objective.ts';

/**
 * What a content term needs beside F, the same for every engine. Three computations serve all forms, with
 * d = F−P and the constants of `contentInputs`:
 * - `difference`: loss s·Σd², gradient 2s·d
 * - `weighted`: the same of a masked term: loss s·Σ w·d², gradient 2s·w·d; w [1, 1, H, W]
 * - `activation`: e = Σ m·F²; loss −s·ln(e/reference), gradient −2s·m·F/e; m [1, N, 1, 1] is 1 for the channels
 *   that count and 0 for the others
 */
export type ContentKernel = 'difference' | 'weighted' | 'activation';

/** `positive` of the energy keeps ln and its gradient finite where a layer is silent. */
export const SILENT = 1e-12;

const DIFFERENCE_SCALE: Record<Exclude<ContentForm, 'activation'>, (target: Tensor) => number> = {
  relative: ({ data }) => 1 / positive(sumOfSquares(data)),
  'mean-squared': ({ data }) => 1 / data.length,
  sum: () => 1,
  'half-sum': () => 1 / 2,
  'per-element': ({ data }) => 1 / (4 * data.length),
};

export function contentKernel({ form, masked }: Pick<ContentTerm, 'form' | 'masked'>): ContentKernel {
  if (form === 'activation') return 'activation';
  return masked ? 'weighted' : 'difference';
}

type Shape = Pick<Feature, 'channels' | 'height' | 'width'>;

/** Every kernel's constants by name; a kernel is given those of CONTENT_INPUTS alone. */
export type ContentConstants<T> = Record<'target' | 'scale' | 'weights' | 'mask' | 'reference', T>;

/** Shapes of a kernel's constants; [] is a scalar. */
export const CONTENT_INPUTS: Record<ContentKernel, (feature: Shape) => Record<string, number[]>> = {
  difference: ({ channels, height, width }) => ({ target: [1, channels, height, width], scale: [] }),
  weighted: ({ channels, height, width }) => ({
    target: [1, channels, height, width],
    scale: [],
    weights: [1, 1, height, width],
  }),
  activation: ({ channels }) => ({ mask: [1, channels, 1, 1], scale: [], reference: [] }),
};

/** Constants of a term by name; its weight is multiplied in, so that no compiled graph depends on it. */
export function contentInputs(
  { form, weight, unit, masked }: ContentTerm,
  target: ContentTarget,
): Record<string, Float32Array> {
  if (form !== 'activation') {
    const scale = Float32Array.of(weight * DIFFERENCE_SCALE[form](target));
    if (!masked) return { target: target.data, scale };
    if (target.weights !== undefined) return { target: target.data, scale, weights: target.weights };
    throw new Error('Expected weights for a masked content term but received none');
  }
  const channels = target.shape[1]!;
  const positions = target.data.length / channels;
  const mask = Float32Array.from({ length: channels }, (_, i) => (unit === undefined || i === unit ? 1 : 0));
  let reference = 0;
  target.data.forEach((value, i) => {
    reference += mask[Math.floor(i / positions)]! * value * value;
  });
  return { mask, scale: Float32Array.of(weight), reference: Float32Array.of(positive(reference)) };
}

export function sumOfSquares(data: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! ** 2;
  return sum;
}

/** What is silent in the target would divide by zero; its term then counts almost absolutely. */
export function positive(value: number): number {
  return Math.max(value, SILENT);
}
