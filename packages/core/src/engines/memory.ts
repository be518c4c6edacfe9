import type { Size } from '../images/image.ts';
import { featuresOf } from '../networks/layer-kinds.ts';
import type { Layer, Network } from '../networks/network.ts';

/** What painting takes beside an engine's own part, and how much there is. In bytes. */

/** Node, sharp and onnxruntime before anything is painted. */
export const PROCESS = 170e6;
/**
 * Bytes for each pixel of the picture outside the graphs: history and direction of L-BFGS (18 × 12), picture and
 * gradient, content targets, and the photo, painting and canvas as images.
 */
export const OUTSIDE = 360;

/** Unless told otherwise no painting takes more: it shares the machine with a database, a bot, other programs. */
const USUAL_LIMIT = 3e9;
/** Of what is free, some is left to others. */
const SHARE_OF_FREE = 0.8;

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

/** The results of these layers. */
export function resultBytes(network: Network, { width, height }: Size, layers: readonly Layer[]): number {
  const names = new Set(layers.map(({ name }) => name));
  return featuresOf(network, height, width).reduce((sum, feature) => {
    return sum + (names.has(feature.layer) ? 4 * feature.channels * feature.width * feature.height : 0);
  }, 0);
}

export function areaOf({ width, height }: Size): number {
  return width * height;
}
