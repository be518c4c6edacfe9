import type { Image } from '../../images/image.ts';
import { channelsOf } from '../../networks/layer.ts';
import { STYLE_FORMS, type StyleForm } from '../../objective/objective.ts';
import { STYLE_LAYERS } from '../../objective/objectives.ts';
import { matchedLayers } from '../../objective/style-forms.ts';
import { imageStyle } from '../../styles/image-style.ts';
import { checkedName, checkedNumber, OPTIONS } from '../options.ts';
import { type Study, type StudyRequest, study } from './study.ts';

export interface TextureRequest extends StudyRequest {
  painting: Image;
  /** default: STYLE_LAYERS */
  layers?: readonly string[] | undefined;
  /** see objective/objective.ts; default `covariance` */
  form?: StyleForm | undefined;
  /** per cent: longer side of the painting over that of the texture, see OPTIONS.styleScale; default: TEXTURE's */
  styleScale?: number | undefined;
}

/**
 * Painting and texture at one scale, coarse to fine, and the statistics of the compact network are so nearly as
 * many numbers as the first size has pixels that the painting itself comes out, layout and all. Twice as large
 * as the texture it cannot fit in. Size and iterations by eye, at 256 pixels.
 */
export const TEXTURE = { styleScale: 200, coarsest: 128, iterations: 200, variation: 0.3 } as const;

/**
 * What the style layers know of a painting: from white noise, style loss alone (Gatys et al. 2015, "Texture
 * synthesis using convolutional neural networks"). `option.invalid` for an unknown layer.
 */
export function texture(request: TextureRequest): Promise<Study> {
  const { painting, layers = STYLE_LAYERS, form = 'covariance', engine, network } = request;
  const { styleScale = TEXTURE.styleScale, iterations = TEXTURE.iterations } = request;
  for (const layer of layers) channelsOf(network, layer, 'layers');
  checkedName('form', form, STYLE_FORMS);
  const coarsest = request.coarsest ?? (request.levels === undefined ? TEXTURE.coarsest : undefined);
  const style = layers.map((layer) => ({ layer, form, weight: 1 / layers.length }));
  const look = { matched: matchedLayers(style) };
  return study(
    { ...request, iterations, coarsest },
    {
      // Its aspect counts, and nothing else of it.
      photo: painting,
      objective: { content: [], style },
      style: [{ style: imageStyle(engine, network, layers, [painting], look), weight: 1 }],
      styleScale: checkedNumber('styleScale', styleScale, OPTIONS.styleScale) / 100,
      start: 0,
      variation: TEXTURE.variation,
    },
  );
}
