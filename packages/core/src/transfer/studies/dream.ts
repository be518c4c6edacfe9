import type { Image } from '../../images/image.ts';
import { channelsOf, checkedUnit } from '../../networks/layer.ts';
import { STYLE_LAYERS } from '../../objective/objectives.ts';
import type { Style } from '../../styles/style.ts';
import { checkedNumber, STYLE_SCALE } from '../options.ts';
import { type Study, type StudyRequest, study } from './study.ts';

export interface DreamRequest extends StudyRequest {
  photo: Image;
  /** whose activations are to grow; default: DREAM.layer */
  layer?: string | undefined;
  /** one channel of it, from 0; default: all */
  unit?: number | undefined;
  /** how hard, see DREAM.strength */
  strength?: number | undefined;
  /** matched at the same time */
  style?: Style | undefined;
  /** where it is matched; default: STYLE_LAYERS */
  styleLayers?: readonly string[] | undefined;
  /** factor of the style's losses beside the dream's, see DREAM.styleWeight */
  styleWeight?: number | undefined;
}

/**
 * By eye, at 256 pixels. Alone it is a few short steps of Adam, as the first dreams were: L-BFGS goes so far
 * that nothing of the photo stays. A style wants more, and holds the picture.
 */
export const DREAM = {
  layer: 'conv4_2',
  /** weight of the logarithm of the layer's energy */
  strength: { min: 0, max: 100, default: 0.2 },
  /** β; the layers' weights sum to it */
  styleWeight: { min: 0, max: 1e6, default: 0.3 },
  alone: { iterations: 30, optimiser: { optimiser: 'adam', rate: 0.01 } },
  withStyle: { iterations: 40, optimiser: {} },
  /** figures of a few sizes, as the octaves of Mordvintsev et al. 2015 */
  coarsest: 128,
  variation: 1.5,
} as const;

/**
 * A photo in which a layer, or one channel of it, sees more and more of what it looks for (Mordvintsev et al.
 * 2015, "Inceptionism"), alone or in a painting's style. `option.invalid` for an unknown layer or channel.
 */
export function dream(request: DreamRequest): Promise<Study> {
  const { photo, layer = DREAM.layer, unit, style, network } = request;
  if (unit === undefined) channelsOf(network, layer);
  else checkedUnit(network, layer, unit);
  const weight = checkedNumber('strength', request.strength ?? DREAM.strength.default, DREAM.strength);
  const beta = checkedNumber(
    'styleWeight',
    request.styleWeight ?? DREAM.styleWeight.default,
    DREAM.styleWeight,
  );
  const layers = style === undefined ? [] : (request.styleLayers ?? STYLE_LAYERS);
  for (const name of layers) channelsOf(network, name, 'styleLayers');
  const usual = style === undefined ? DREAM.alone : DREAM.withStyle;
  const { iterations = usual.iterations, optimiser = usual.optimiser } = request;
  const coarsest = request.coarsest ?? (request.levels === undefined ? DREAM.coarsest : undefined);
  return study(
    { ...request, iterations, optimiser, coarsest },
    {
      photo,
      objective: {
        content: [{ layer, form: 'activation', weight, unit }],
        style: layers.map((name) => ({ layer: name, form: 'covariance', weight: beta / layers.length })),
      },
      style: style === undefined ? [] : [{ style, weight: 1 }],
      styleScale: STYLE_SCALE,
      start: 1,
      variation: DREAM.variation,
    },
  );
}
