import type { Tensor } from '../models/tensor-file.ts';
import type { Feature } from '../networks/network.ts';
import type { ContentForm, ContentTerm } from './objective.ts';

/**
 * What a content term needs beside F, the same for every engine. Two computations serve all forms, with
 * d = F−P and the constants of `contentInputs`:
 * - `difference`: loss s·Σd², gradient 2s·d
 * - `activation`: e = Σ m·F²; loss −s·ln(e/reference), gradient −2s·m·F/e; m [1, N, 1, 1] is 1 for the channels
 *   that count and 0 for the others
 */
export type ContentKernel = 'difference' | 'activation';

/** `positive` of the energy keeps ln and its gradient finite where a layer is silent. */
export const SILENT = 1e-12;

const DIFFERENCE_SCALE: Record<Exclude<ContentForm, 'activation'>, (target: Tensor) => number> = {
  relative: ({ data }) => 1 / positive(sumOfSquares(data)),
  'mean-squared': ({ data }) => 1 / data.length,
  sum: () => 1,
  'half-sum': () => 1 / 2,
  'per-element': ({ data }) => 1 / (4 * data.length),
};

export function contentKernel(form: ContentForm): ContentKernel {
  return form === 'activation' ? 'activation' : 'difference';
}

type Shape = Pick<Feature, 'channels' | 'height' | 'width'>;

/** Every kernel's constants by name; a kernel is given those of CONTENT_INPUTS alone. */
export type ContentConstants<T> = Record<'target' | 'scale' | 'mask' | 'reference', T>;

/** Shapes of a kernel's constants; [] is a scalar. */
export const CONTENT_INPUTS: Record<ContentKernel, (feature: Shape) => Record<string, number[]>> = {
  difference: ({ channels, height, width }) => ({ target: [1, channels, height, width], scale: [] }),
  activation: ({ channels }) => ({ mask: [1, channels, 1, 1], scale: [], reference: [] }),
};

/** Constants of a term by name; its weight is multiplied in, so that no compiled graph depends on it. */
export function contentInputs(
  { form, weight, unit }: ContentTerm,
  target: Tensor,
): Record<string, Float32Array> {
  if (form !== 'activation') {
    return { target: target.data, scale: Float32Array.of(weight * DIFFERENCE_SCALE[form](target)) };
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
  for (const value of data) sum += value * value;
  return sum;
}

/** What is silent in the target would divide by zero; its term then counts almost absolutely. */
export function positive(value: number): number {
  return Math.max(value, SILENT);
}
