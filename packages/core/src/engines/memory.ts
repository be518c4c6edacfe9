import { featuresOf, type Layer, type Network, truncated } from '../networks/network.ts';
import { haloOf } from '../networks/reach.ts';
import type { Size } from './engine.ts';
import { pays } from './onnx/winograd.ts';
import { type Layout, layoutFor } from './tiles/layout.ts';

/**
 * How much memory high quality takes with onnxruntime on a CPU, in bytes, and how a picture is cut where that is
 * too much. The constants were fitted to the peak resident size of processes of their own (bench/memory.ts).
 */

/** Node, sharp and onnxruntime before anything is painted. */
export const PROCESS = 170e6;
/** Bytes for each byte of the network's weights: as read, turned round for the way back, in the model, compiled. */
const WEIGHTS = 10;
/** Copies of each layer's result that one graph of loss and gradient holds; reflection copies to pad. */
const COPIES = { reflect: 3.8, zero: 2.7 } as const;
/**
 * What Winograd's convolutions take besides: for each byte of their layers' weights (36 values instead of 9, both
 * ways, in the model and three times while it is compiled), bytes of each layer's 240 nodes, copies of the layers'
 * results; and the share of the time that an evaluation takes with them, with VGG-19's widths.
 */
const WINOGRAD = { weights: 13, layer: 8e6, copies: 0.7, time: 0.7 } as const;
/** The graph of the first pass beside that of the second, share of the latter. */
const FIRST_PASS = 0.5;
/**
 * Bytes for each pixel of the picture outside the graphs: history and direction of L-BFGS (18 × 12), picture and
 * gradient, content targets, and the photo, painting and canvas as images.
 */
export const OUTSIDE = 360;

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
  /** whether convolutions are Winograd's where that pays */
  readonly winograd: boolean;
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

/**
 * One piece where that fits, with Winograd's convolutions if there is room for them too; otherwise the tiles that
 * take least time of those that fit, and the smallest ones where nothing fits.
 * may: what the device is good for
 */
export function memoryPlan(
  network: Network,
  layers: readonly string[],
  size: Size,
  limit: number,
  may = { winograd: false },
): MemoryPlan {
  const needed = truncated(network, layers);
  const outside = PROCESS + OUTSIDE * areaOf(size);
  const faster = may.winograd ? winogradNeed(needed, size) : undefined;
  const needs = [...(faster ? [faster] : []), plainNeed(needed, size)];
  const whole = needs.map(({ weights, perPixel, winograd }) => {
    return { bytes: outside + weights + perPixel * areaOf(size), winograd };
  });
  const fitting = whole.find(({ bytes }) => bytes <= limit);
  if (fitting) return fitting;
  const passes = 1 + FIRST_PASS;
  const tiled = needs.map(({ weights, perPixel, winograd }) => {
    const room = (limit - outside) / passes - weights;
    const layout = layoutFor(size, haloOf(needed), Math.max(0, room) / perPixel);
    return { bytes: outside + passes * (weights + perPixel * areaOf(layout.cut)), layout, winograd };
  });
  const timeOf = ({ layout, winograd }: (typeof tiled)[number]) => {
    return layout.tiles.length * areaOf(layout.cut) * (winograd ? WINOGRAD.time : 1);
  };
  const [best] = tiled.filter(({ bytes }) => bytes <= limit).toSorted((a, b) => timeOf(a) - timeOf(b));
  const smallest = tiled[tiled.length - 1];
  return best ?? (smallest.layout.tiles.length === 1 ? whole[whole.length - 1] : smallest);
}

/** The next layout when memory ran out with this one (undefined: in one piece); undefined: there is none smaller. */
export function smallerLayout(
  network: Network,
  layers: readonly string[],
  size: Size,
  layout: Layout | undefined,
): Layout | undefined {
  const pixels = areaOf(layout?.cut ?? size);
  const smaller = layoutFor(size, haloOf(truncated(network, layers)), pixels / 2);
  return areaOf(smaller.cut) < pixels ? smaller : undefined;
}

/** What a graph of loss and gradient takes, in bytes. */
interface Need {
  readonly weights: number;
  /** for each pixel of the picture or the tile */
  readonly perPixel: number;
  readonly winograd: boolean;
}

function plainNeed(network: Network, size: Size): Need {
  return {
    weights: WEIGHTS * weightBytes(network.layers),
    perPixel: (COPIES[network.padding] * resultBytes(network, size, network.layers)) / areaOf(size),
    winograd: false,
  };
}

/** undefined: no convolution is wide enough */
function winogradNeed(network: Network, size: Size): Need | undefined {
  const sizes = new Map(featuresOf(network, size.height, size.width).map((f) => [f.layer, f]));
  const layers = network.layers.filter((layer) => {
    return layer.kind === 'convolution' && pays(layer, sizes.get(layer.name)!);
  });
  if (layers.length === 0) return undefined;
  const { weights, perPixel } = plainNeed(network, size);
  const more = WINOGRAD.copies * resultBytes(network, size, layers);
  return {
    weights: weights + WINOGRAD.weights * weightBytes(layers) + WINOGRAD.layer * layers.length,
    perPixel: perPixel + more / areaOf(size),
    winograd: true,
  };
}

/** The results of these layers. */
export function resultBytes(network: Network, { width, height }: Size, layers: readonly Layer[]): number {
  const names = new Set(layers.map(({ name }) => name));
  return featuresOf(network, height, width).reduce((sum, feature) => {
    return sum + (names.has(feature.layer) ? 4 * feature.channels * feature.width * feature.height : 0);
  }, 0);
}

function weightBytes(layers: readonly Layer[]): number {
  return layers.reduce((sum, layer) => {
    return sum + (layer.kind === 'convolution' ? 4 * layer.weight.data.length : 0);
  }, 0);
}

export function areaOf({ width, height }: Size): number {
  return width * height;
}
