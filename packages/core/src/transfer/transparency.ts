import { carriedOn, seeThrough } from '../images/alpha.ts';
import type { Painting } from '../report/painting.ts';
import type { PaintRequest } from './request.ts';

/**
 * Paints a photo that is see-through in places, and puts that back into the painting, or has it painted on paper, as is
 * wanted.
 * @param paint paints a photo that is not
 */
export async function paintTransparent(
  request: PaintRequest,
  paint: (request: PaintRequest) => Promise<Painting>,
): Promise<Painting> {
  const { photo, transparency, onProgress } = request;
  // decoding has laid it over paper
  const { alpha: _alpha, ...onPaper } = photo;
  if (transparency === 'fill') return paint({ ...request, photo: onPaper });
  const painting = await paint({
    ...request,
    photo: carriedOn(photo),
    onProgress:
      onProgress &&
      ((progress) => onProgress({ ...progress, preview: () => seeThrough(progress.preview(), photo) })),
  });
  return { ...painting, image: seeThrough(painting.image, photo) };
}
