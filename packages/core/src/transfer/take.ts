import { mirror } from '../images/mirror.ts';
import type { PaintRequest } from './request.ts';

/** What one take has otherwise than the first, which is painted as each quality is tuned. */
export interface Take {
  /** size of strokes, and of the painting's crop that they come from, beside the usual one */
  readonly strokes: number;
  /** the photo is painted the other way round: strokes lean and run the other way */
  readonly mirrored: boolean;
  /** high only: begins with the photo in the painting's colours instead of the fast painting */
  readonly coloursFirst: boolean;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Octaves over which strokes vary: from 0.66 to 1.5, as between `fine` and `broad`. */
const OCTAVES = 1.2;

/**
 * Another painting of the same: the seed alone moves nothing in fast quality, and 3 % in high. Takes that follow each
 * other are far apart: odd ones are mirrored, and multiples of the golden ratio never come near an earlier one soon.
 * @param take whole number from 0, the usual painting
 */
export function takeOf(take = 0): Take {
  const place = (0.5 + take * GOLDEN) % 1;
  return {
    strokes: take === 0 ? 1 : 2 ** (OCTAVES * (place - 0.5)),
    mirrored: take % 2 === 1,
    coloursFirst: take % 4 >= 2,
  };
}

/** The request of a mirrored take, whose previews come the right way round. The painting is to be mirrored again. */
export function mirroredRequest(request: PaintRequest): PaintRequest {
  const { photo, regions, onProgress } = request;
  return {
    ...request,
    photo: mirror(photo),
    regions: regions?.map((region) => ({ ...region, mask: mirror(region.mask) })),
    onProgress:
      onProgress && ((progress) => onProgress({ ...progress, preview: () => mirror(progress.preview()) })),
  };
}
