import type { Image } from '../images/image.ts';
import { keepColours } from '../images/keep-colours.ts';
import { mix } from '../images/mix.ts';
import { resample } from '../images/resize.ts';

export interface Finish {
  photo: Image;
  /** part of the painting, see StrengthPlan */
  painting: number;
  keepColours: boolean;
}

/** What happens to a painting after it is painted, and to each preview: the photo laid over, its colours kept. */
export function finisher({ photo, painting, keepColours: keep }: Finish): (painted: Image) => Image {
  let same: Image | undefined;
  return (painted) => {
    if (painting === 1 && !keep) return painted;
    const { width, height } = painted;
    if (same?.width !== width || same.height !== height) same = resample(photo, width, height);
    const laid = mix(same, painted, painting);
    return keep ? keepColours(laid, same) : laid;
  };
}
