import type { ColourMode } from '../images/colour-modes.ts';
import { compose } from '../images/compose.ts';
import type { Image } from '../images/image.ts';
import { mix } from '../images/mix.ts';
import { resample } from '../images/resize.ts';

export interface Finish {
  photo: Image;
  /** part of the painting, see StrengthPlan */
  painting: number;
  /** how the photo's colours are put back; undefined: not */
  colours?: ColourMode['result'] | undefined;
  /** where the photo stays, see RegionPlan */
  kept?: Image | undefined;
}

/** What happens to a painting after it is painted, and to each preview: the photo laid over, its colours kept. */
export function finisher({ photo, painting, colours, kept }: Finish): (painted: Image) => Image {
  let same: Image | undefined;
  return (painted) => {
    if (painting === 1 && colours === undefined && kept === undefined) return painted;
    const { width, height } = painted;
    if (same?.width !== width || same.height !== height) same = resample(photo, width, height);
    const laid = mix(same, painted, painting);
    const coloured = colours?.(laid, same) ?? laid;
    return kept ? compose(coloured, [{ image: same, mask: resample(kept, width, height) }]) : coloured;
  };
}
