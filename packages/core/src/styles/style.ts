import type { LayerStatistics } from '../networks/network.ts';
import { mixSamples } from '../objective/samples.ts';

/** By layer of the loss network; under `COLOURS` those of the painting's own RGB values in [0, 1]. */
export type Statistics = ReadonlyMap<string, LayerStatistics>;

export const COLOURS = 'rgb';

/** A style as high quality needs it: statistics of the painting at any size, by layer. */
export interface Style {
  /** side: longer side of the painting in pixels at which its strokes are to be seen */
  at(side: number): Promise<Statistics>;
}

/** A style and how much it counts beside others. */
export interface WeightedStyle {
  readonly style: Style;
  /** ≥ 0; only the ratios count */
  readonly weight: number;
}

/** Several styles as one, whose statistics are the weighted mean of theirs. At least one weight > 0. */
export function mixStyles(all: readonly WeightedStyle[]): Style {
  const parts = all.filter(({ weight }) => weight > 0);
  if (parts.length === 1) return parts[0]!.style;
  const shares = sharesOf(parts);
  return {
    async at(side) {
      const statistics: Statistics[] = [];
      for (const { style } of parts) statistics.push(await style.at(side));
      return mixStatistics(statistics, shares);
    },
  };
}

/** Weights scaled to sum 1. */
export function sharesOf(parts: readonly { readonly weight: number }[]): number[] {
  const sum = parts.reduce((total, { weight }) => total + weight, 0);
  return parts.map(({ weight }) => weight / sum);
}

/** Weighted mean of sets of statistics of the same layers; shares sum to 1. */
export function mixStatistics(all: readonly Statistics[], shares: readonly number[]): Statistics {
  const merge = (arrays: readonly Float32Array[]) => {
    const merged = new Float32Array(arrays[0]!.length);
    for (let i = 0; i < merged.length; i++) {
      let sum = 0;
      for (let part = 0; part < arrays.length; part++) sum += arrays[part]![i]! * shares[part]!;
      merged[i] = sum;
    }
    return merged;
  };
  return new Map(
    [...all[0]!.keys()].map((layer) => {
      const parts = all.map((statistics) => statistics.get(layer)!);
      const mean = merge(parts.map((part) => part.mean));
      const samples = parts.map((part) => part.samples).filter((own) => own !== undefined);
      const covariance = merge(parts.map((part) => part.covariance));
      const matched = samples.length === parts.length ? mixSamples(samples, shares) : undefined;
      return [layer, { mean, covariance, samples: matched }];
    }),
  );
}

/** The mean of sets of statistics, each as much as the other. */
export function average(all: readonly Statistics[]): Statistics {
  return mixStatistics(
    all,
    all.map(() => 1 / all.length),
  );
}

/**
 * Style vectors of a transform network as one: its scales and shifts in between (Dumoulin et al. 2017,
 * section 3.1). shares sum to 1.
 */
export function mixVectors(vectors: readonly Float32Array[], shares: readonly number[]): Float32Array {
  return vectors[0]!.map((_, i) =>
    vectors.reduce((sum, vector, part) => sum + vector[i]! * shares[part]!, 0),
  );
}
