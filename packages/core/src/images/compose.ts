import type { Image } from './image.ts';

/** A picture and where it shows: a mask of the same size, first channel, [0, 1]. */
export interface Layer {
  readonly image: Image;
  readonly mask: Image;
}

/**
 * Pictures of one size beside each other: Σ mask · image, and the base where the masks leave something over.
 * The masks of one pixel sum to at most 1. In sRGB values, as `mix`.
 */
export function compose(base: Image, layers: readonly Layer[]): Image {
  const data = base.data.slice();
  for (const { image, mask } of layers) {
    for (let i = 0; i < data.length; i++) {
      data[i]! += mask.data[i - (i % 3)]! * (image.data[i]! - base.data[i]!);
    }
  }
  return { ...base, data };
}
