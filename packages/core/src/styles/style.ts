import type { LayerStatistics } from '../objective/objective.ts';

/** By layer of the loss network; under `COLOURS` those of the painting's own RGB values in [0, 1]. */
export type Statistics = ReadonlyMap<string, LayerStatistics>;

export const COLOURS = 'rgb';

/** A style as high quality needs it: statistics of the painting at any size, by layer. */
export interface Style {
  /** side: longer side of the painting in pixels at which its strokes are to be seen */
  at(side: number): Promise<Statistics>;
}

/** Weighted mean of two sets of statistics, share of b in [0, 1]. */
export function blend(a: Statistics, b: Statistics, share: number): Statistics {
  return zip([a, b], (parts) => parts[0] * (1 - share) + parts[1] * share);
}

/** Two styles as one, share of b in [0, 1]; at either end exactly the one. */
export function blendStyles(a: Style, b: Style, share: number): Style {
  if (share === 0) return a;
  if (share === 1) return b;
  return { at: async (side) => blend(await a.at(side), await b.at(side), share) };
}

/** Several paintings as one style: the sum of their losses is least at the mean of their statistics. */
export function average(all: readonly Statistics[]): Statistics {
  return zip(all, (parts) => parts.reduce((sum, part) => sum + part, 0) / parts.length);
}

function zip(all: readonly Statistics[], combine: (parts: readonly number[]) => number): Statistics {
  if (all.length === 1) return all[0];
  const merge = (arrays: readonly Float32Array[]) => {
    return arrays[0].map((_, i) => combine(arrays.map((array) => array[i])));
  };
  return new Map(
    [...all[0].keys()].map((layer) => {
      const parts = all.map((statistics) => statistics.get(layer)!);
      const mean = merge(parts.map((part) => part.mean));
      return [layer, { mean, covariance: merge(parts.map((part) => part.covariance)) }];
    }),
  );
}
