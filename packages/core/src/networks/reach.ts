import { kindOf } from './layer-kinds.ts';
import { inputsOf, type Layer, type Network } from './network.ts';

/**
 * What a layer's result sees of the picture along either axis: position i looks at the pixels from
 * stride · i + first to stride · i + last.
 */
export interface Reach {
  /** pixels from one position to the next */
  readonly stride: number;
  readonly first: number;
  readonly last: number;
}

const PICTURE: Reach = { stride: 1, first: 0, last: 0 };

/** The reach of every layer of a network by its name (receptive field arithmetic, Araujo et al. 2019, Distill). */
export function reachOf(network: Network): Map<string, Reach> {
  const reaches = new Map<string, Reach>();
  network.layers.forEach((layer, index) => {
    const inputs = inputsOf(network.layers, index).map((name) => reaches.get(name)!);
    reaches.set(layer.name, through(layer, inputs.length === 0 ? PICTURE : union(inputs)));
  });
  return reaches;
}

function through(layer: Layer, { stride, first, last }: Reach): Reach {
  const window = kindOf(layer).window(layer);
  return {
    stride: stride * window.stride,
    first: first - stride * window.pad,
    last: last + stride * (window.size - 1 - window.pad),
  };
}

/** Layers that are added lie on one grid. */
function union(reaches: readonly Reach[]): Reach {
  return {
    stride: reaches[0]!.stride,
    first: Math.min(...reaches.map(({ first }) => first)),
    last: Math.max(...reaches.map(({ last }) => last)),
  };
}

/** Halo of a cut-out of the picture in which chosen positions are to come out as in the whole. */
export interface Halo {
  /** a cut-out begins at a multiple of this many pixels, so that every layer's grid is the whole picture's */
  readonly multiple: number;
  /** pixels before and behind the part that belongs to the cut-out, each ≥ 1 */
  readonly before: number;
  readonly after: number;
}

/** The halo that all layers of a network need; the network should be `truncated` to those that count. */
export function haloOf(network: Network): Halo {
  const reaches = [...reachOf(network).values()];
  return {
    multiple: reaches.map(({ stride }) => stride).reduce(leastCommonMultiple, 1),
    before: Math.max(1, ...reaches.map(({ first }) => -first)),
    after: Math.max(1, ...reaches.map(({ stride, last }) => last - stride + 1)),
  };
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / divisor(a, b)) * b;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
