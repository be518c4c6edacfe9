import type { Image } from '../../images/image.ts';
import { channelsOf } from '../../networks/layer.ts';
import type { ContentForm } from '../../objective/objective.ts';
import { checkedName } from '../options.ts';
import { type Study, type StudyRequest, study } from './study.ts';

/** A dream is no likeness. */
export type LikenessForm = Exclude<ContentForm, 'activation'>;
export const LIKENESS_FORMS = [
  'relative',
  'mean-squared',
  'sum',
  'half-sum',
  'per-element',
] as const satisfies LikenessForm[];

export interface ReconstructRequest extends StudyRequest {
  photo: Image;
  /** default: RECONSTRUCT.layer */
  layer?: string | undefined;
  /** see objective/objective.ts; default `relative` */
  form?: LikenessForm | undefined;
  /** part of the photo in the first picture, see OPTIONS.start; default 0, white noise alone */
  start?: number | undefined;
}

/**
 * Layer: Gatys et al. 2016, figure 1. One size, since a coarser picture's features would tell more than the layer
 * itself keeps. Iterations: where the loss of a photo of 256 pixels stops falling visibly.
 */
export const RECONSTRUCT = { layer: 'conv4_2', iterations: 300, levels: 1, variation: 0.05 } as const;

/**
 * What one layer keeps of a photo: from white noise, content loss alone (Mahendran and Vedaldi 2015; Gatys et
 * al. 2016, section 2.1). `option.invalid` for an unknown layer.
 */
export function reconstruct(request: ReconstructRequest): Promise<Study> {
  const { photo, layer = RECONSTRUCT.layer, form = 'relative', start = 0, network } = request;
  channelsOf(network, layer);
  checkedName('form', form, LIKENESS_FORMS);
  const { iterations = RECONSTRUCT.iterations } = request;
  const levels = request.levels ?? (request.coarsest === undefined ? RECONSTRUCT.levels : undefined);
  return study(
    { ...request, iterations, levels },
    {
      photo,
      objective: { content: [{ layer, form, weight: 1 }], style: [] },
      style: [],
      styleScale: 1,
      start,
      variation: RECONSTRUCT.variation,
    },
  );
}
