import type { Size } from '../../../images/image.ts';
import { featuresOf } from '../../../networks/layer-kinds.ts';
import { type Network, truncated } from '../../../networks/network.ts';
import { reachOf } from '../../../networks/reach.ts';
import { cutOf, eachRow, type Layout, type Part, partOf, type Tile } from '../../tiles/layout.ts';

/** A layer's grid: for the whole picture and for a cut-out. */
interface Grid {
  readonly whole: Size;
  readonly cut: Size;
  readonly stride: number;
}

/** Moves what belongs to a tile between planes of the whole picture and planes of its cut-out, at any layer. */
export class TiledPicture {
  readonly layout: Layout;
  readonly #grids = new Map<string, Grid>();

  /** layers: those that will be asked for; beside them `picture` is known */
  constructor(network: Network, layers: readonly string[], layout: Layout) {
    const { whole, cut } = layout;
    this.layout = layout;
    this.#grids.set('picture', { whole, cut, stride: 1 });
    const needed = truncated(network, layers);
    const reaches = reachOf(needed);
    const cuts = featuresOf(needed, cut.height, cut.width);
    featuresOf(needed, whole.height, whole.width).forEach((feature, i) => {
      this.#grids.set(feature.layer, {
        whole: feature,
        cut: cuts[i]!,
        stride: reaches.get(feature.layer)!.stride,
      });
    });
  }

  /** Positions of a layer in the whole picture. */
  positions(layer: string): number {
    const { whole } = this.#grid(layer);
    return whole.width * whole.height;
  }

  /** The whole cut-out of the picture: [3, H, W]. */
  read(tile: Tile, picture: Float32Array, into: Float32Array): void {
    this.#rows('picture', 3, cutOf(tile, this.layout), (whole, cut, length) => {
      into.set(picture.subarray(whole, whole + length), cut);
    });
  }

  /** The tile's own positions of `values` [channels, H, W], zero elsewhere. */
  own(tile: Tile, layer: string, values: Float32Array, into: Float32Array): void {
    into.fill(0);
    this.#own(tile, layer, into.length, (whole, cut, length) => {
      into.set(values.subarray(whole, whole + length), cut);
    });
  }

  /** `value` at the tile's own positions, zero elsewhere. */
  mark(tile: Tile, layer: string, value: number, into: Float32Array): void {
    into.fill(0);
    this.#own(tile, layer, into.length, (_whole, cut, length) => {
      into.fill(value, cut, cut + length);
    });
  }

  /** Puts the tile's own positions of a layer in their place in the whole: the way back of `own`. */
  put(tile: Tile, layer: string, cut: Float32Array, into: Float32Array): void {
    this.#own(tile, layer, cut.length, (whole, from, length) => {
      into.set(cut.subarray(from, from + length), whole);
    });
  }

  /** Adds a cut-out [3, H, W] to the whole, halo included. */
  add(tile: Tile, cut: Float32Array, into: Float32Array): void {
    this.#rows('picture', 3, cutOf(tile, this.layout), (whole, from, length) => {
      for (let i = 0; i < length; i++) into[whole + i]! += cut[from + i]!;
    });
  }

  #own(tile: Tile, layer: string, length: number, row: Parameters<typeof eachRow>[4]): void {
    const { whole, cut, stride } = this.#grid(layer);
    const part = partOf(tile, this.layout.whole, stride, whole);
    this.#rows(layer, length / (cut.width * cut.height), part, row);
  }

  #rows(layer: string, channels: number, part: Part, row: Parameters<typeof eachRow>[4]): void {
    const { whole, cut } = this.#grid(layer);
    eachRow(channels, part, whole, cut, row);
  }

  #grid(layer: string): Grid {
    const grid = this.#grids.get(layer);
    if (grid === undefined) throw new Error(`Expected a tapped layer but received ${layer}`);
    return grid;
  }
}
