import type { Size } from '../../images/image.ts';
import { featuresOf, kindOf } from '../../networks/layer-kinds.ts';
import { type Layer, type Network, truncated } from '../../networks/network.ts';
import { haloOf } from '../../networks/reach.ts';
import type { MemoryPlan, TransformPlan } from '../engine.ts';
import { areaOf, OUTSIDE, PROCESS, resultBytes } from '../memory.ts';
import { type Layout, layoutFor } from '../tiles/layout.ts';
import { pays } from './winograd.ts';

/**
 * How much memory high quality takes with onnxruntime on a CPU, in bytes, and how a picture is cut where that is
 * too much. The constants were fitted to the peak resident size of processes of their own (bench/memory.ts).
 */

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
/** How high quality is computed at one size. */
export interface OnnxPlan extends MemoryPlan {
  /** whether convolutions are Winograd's where that pays */
  readonly winograd: boolean;
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
): OnnxPlan {
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
  const smallest = tiled[tiled.length - 1]!;
  return best ?? (smallest.layout.tiles.length === 1 ? whole[whole.length - 1]! : smallest);
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

function weightBytes(layers: readonly Layer[]): number {
  return layers.reduce((sum, layer) => {
    return sum + 4 * kindOf(layer).weights(layer);
  }, 0);
}

/** Pixels up to which a picture is taken in one piece, a little more than 1024². */
const MOST_PIXELS = 1.2e6;
/** Pixels of a strip of a larger picture. */
const STRIP_PIXELS = 2 ** 18;
/** Bytes for each pixel of a piece, half of which the session keeps. */
const PIECE = 400;
/** Bytes for each pixel: photo, canvas and results as images. */
const IMAGES = 120;

export function transformPlan(size: Size): TransformPlan {
  const pixels = areaOf(size);
  return {
    strips: pixels > MOST_PIXELS ? Math.ceil(pixels / STRIP_PIXELS) : 1,
    bytes: PROCESS + PIECE * Math.min(pixels, MOST_PIXELS) + IMAGES * pixels,
  };
}
