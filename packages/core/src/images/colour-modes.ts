import { colourStatistics, transferColours } from './colour-transfer.ts';
import { matchHistogram } from './histogram.ts';
import type { Image } from './image.ts';
import { keepColours } from './keep-colours.ts';
import { grey, matchLuminance, withLuminanceOf } from './luminance.ts';
import { encoded, linearised } from './srgb.ts';

/** One way to keep the photo's colours: what is done to each picture before painting, and to the result. */
export interface ColourMode {
  /** what is painted instead of the photo */
  readonly photo?: (photo: Image) => Image;
  /** what the style is taken from instead of the painting; needs the painting itself, so no preset */
  readonly painting?: (painting: Image, photo: Image) => Image;
  /** painted and photo: of one size */
  readonly result?: (painted: Image, photo: Image) => Image;
}

/** After painting, with any style and quality; the default. */
const oklab = { result: keepColours };

/** Only light and dark are painted (Gatys et al. 2016, "Preserving Color", section 5). */
const luminance = { photo: grey, painting: matchLuminance, result: withLuminanceOf };

/** The painting gets the photo's colours, channel by channel; then painting goes on as usual (there, section 4). */
const histogram = { painting: matchHistogram };

/**
 * The painting gets mean and covariance of the photo's colours in linear light. Differs from Gatys et al.
 * 2016, who match sRGB values and leave open which of the possible maps is taken.
 */
const mean = {
  painting: (painting: Image, photo: Image) => {
    return encoded(transferColours(linearised(painting), colourStatistics(linearised(photo))));
  },
};

export const COLOUR_MODES = { oklab, luminance, histogram, mean } as const satisfies Record<
  string,
  ColourMode
>;
export type ColourModeName = keyof typeof COLOUR_MODES;
