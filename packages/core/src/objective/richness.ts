import type { LayerStatistics } from '../networks/network.ts';
import { positive, sumOfSquares } from './content-forms.ts';

/**
 * The least that a usual painting's features vary, beside ‖μ‖², whatever the network and the layer. Over the presets
 * that ship, six layers, 256 and 512 pixels, ‖Σ‖ is 0.059 to 1.2 of it and trace Σ 0.22 to 2.6; a plain card has 1e-5. With
 * a norm of 0.05 a plain painting took a third more of the photo's content with it.
 */
const LEAST = { norm: 0.06, trace: 0.2 };

/** From this part of that on, in each of those layers, a painting is taken as it is: drawings on white paper have 0.35 and more. */
const ENOUGH = 0.5;

/** What style losses are relative to. */
export interface Norms {
  /** ‖Σ‖ */
  readonly norm: number;
  /** trace Σ */
  readonly trace: number;
}

/** A painting's norms, or a usual painting's least ones: divided by those of a plain card every loss would explode. */
export function normsOf({ mean, covariance }: LayerStatistics): Norms {
  const n = mean.length;
  const energy = sumOfSquares(mean);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += covariance[i * n + i]!;
  return {
    norm: positive(Math.max(Math.sqrt(sumOfSquares(covariance)), LEAST.norm * energy)),
    trace: positive(Math.max(trace, LEAST.trace * energy)),
  };
}

/**
 * How much there is to take from a painting: 0 a plain card, 1 as much as from a usual painting. layers: from shallow
 * to deep, of which the first half counts: a regular pattern is much to take, and yet its deep features hardly vary.
 */
export function richnessOf(layers: Iterable<LayerStatistics>): number {
  const all = [...layers];
  const parts = all.slice(0, Math.ceil(all.length / 2)).map(({ mean, covariance }) => {
    return Math.min(1, Math.sqrt(sumOfSquares(covariance)) / positive(LEAST.norm * sumOfSquares(mean)));
  });
  return Math.min(1, Math.min(...parts) / ENOUGH);
}
