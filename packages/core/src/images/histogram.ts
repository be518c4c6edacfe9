import type { Image } from './image.ts';

/** Levels of a channel: pictures come from 8 bits. */
const LEVELS = 256;

/**
 * A picture whose channels, each by itself, have the distribution of another picture's: every level moves to
 * the value at which the other has as many darker pixels (histogram matching; Gatys et al. 2016, "Preserving
 * Color in Neural Artistic Style Transfer", section 4). Ranks are the same in sRGB values and in linear
 * light, so that there is no difference between the two here.
 */
export function matchHistogram(image: Image, other: Image): Image {
  const data = new Float32Array(image.data.length);
  for (let channel = 0; channel < 3; channel++) {
    const sorted = channelOf(other, channel).sort();
    const own = channelOf(image, channel);
    const values = quantiles(own, sorted);
    own.forEach((value, i) => {
      data[3 * i + channel] = values[levelOf(value)]!;
    });
  }
  return { ...image, data };
}

/** For each level of `own`: the value in `sorted` at the rank of that level's middle. */
function quantiles(own: Float32Array, sorted: Float32Array): Float32Array {
  const counts = new Float64Array(LEVELS);
  for (const value of own) counts[levelOf(value)]!++;
  let below = 0;
  return Float32Array.from(counts, (count) => {
    const rank = (below + count / 2) / own.length;
    below += count;
    return sorted[Math.min(sorted.length - 1, Math.floor(rank * sorted.length))]!;
  });
}

function levelOf(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * (LEVELS - 1));
}

function channelOf({ data }: Image, channel: number): Float32Array {
  return Float32Array.from({ length: data.length / 3 }, (_, i) => data[3 * i + channel]!);
}
