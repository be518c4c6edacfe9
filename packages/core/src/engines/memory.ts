import { featuresOf, type Network, truncated } from '../networks/network.ts';
import { haloOf } from '../networks/reach.ts';
import type { Size } from './engine.ts';
import { type Layout, layoutFor } from './tiles/layout.ts';

/**
 * How much memory high quality takes with onnxruntime on a CPU, in bytes, and how a picture is cut where that is
 * too much. The constants were fitted to the peak resident size of processes of their own (bench/memory.ts).
 */

/** Node, sharp and onnxruntime before anything is painted. */
export const PROCESS = 170e6;
/** Bytes for each byte of the network's weights: as read, turned round for the way back, in the model, compiled. */
const WEIGHTS = 13;
/** Copies of each layer's result that one graph of loss and gradient holds; reflection copies to pad. */
const COPIES = { reflect: 3.8, zero: 2.7 } as const;
/** The graph of the first pass beside that of the second, share of the latter. */
const FIRST_PASS = 0.5;
/**
 * Bytes for each pixel of the picture outside the graphs: history and direction of L-BFGS (18 × 12), picture and
 * gradient, content targets, and the photo, painting and canvas as images.
 */
const OUTSIDE = 360;

/** Unless told otherwise no painting takes more: it shares the machine with a database, a bot, other programs. */
const USUAL_LIMIT = 3e9;
/** Of what is free, some is left to others. */
const SHARE_OF_FREE = 0.8;

/** How high quality is computed at one size. */
export interface MemoryPlan {
  /** bytes at the peak, the process included */
  readonly bytes: number;
  /** tiles, where one piece would not fit */
  readonly layout?: Layout;
}

/** Bytes of so many MB, as people give them; null: not given. */
export function bytesOf(megabytes: number | null | undefined): number | undefined {
  return megabytes === null || megabytes === undefined ? undefined : megabytes * 1e6;
}

/** Bytes that a painting may take. asked: in bytes, as given by whoever runs it; otherwise what is free counts. */
export function memoryLimit(asked?: number): number {
  if (asked !== undefined) return asked;
  const reachable = process.availableMemory() + process.memoryUsage.rss();
  return Math.min(USUAL_LIMIT, SHARE_OF_FREE * reachable);
}

/** One piece where that fits, otherwise the fewest tiles that do, and the smallest ones where nothing fits. */
export function memoryPlan(
  network: Network,
  layers: readonly string[],
  size: Size,
  limit: number,
): MemoryPlan {
  const needed = truncated(network, layers);
  const fixed = PROCESS + WEIGHTS * weightBytes(needed) + OUTSIDE * size.width * size.height;
  const perPixel = COPIES[network.padding] * resultBytes(needed, size);
  const whole = fixed + perPixel * size.width * size.height;
  if (whole <= limit) return { bytes: whole };
  const perTilePixel = perPixel * (1 + FIRST_PASS);
  const layout = layoutFor(size, haloOf(needed), Math.max(0, limit - fixed) / perTilePixel);
  if (layout.tiles.length === 1) return { bytes: whole };
  return { bytes: fixed + perTilePixel * layout.cut.width * layout.cut.height, layout };
}

/** All layers' results for one pixel of the picture. */
function resultBytes(network: Network, { width, height }: Size): number {
  const values = featuresOf(network, height, width).reduce((sum, feature) => {
    return sum + feature.channels * feature.width * feature.height;
  }, 0);
  return (4 * values) / (width * height);
}

function weightBytes({ layers }: Network): number {
  return layers.reduce((sum, layer) => {
    return sum + (layer.kind === 'convolution' ? 4 * layer.weight.data.length : 0);
  }, 0);
}
