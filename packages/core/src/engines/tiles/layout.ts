import type { Size } from '../../images/image.ts';
import type { Halo } from '../../networks/reach.ts';

/** A cut-out along one axis: pixels from `start`, of which those in [from, to) belong to it alone. */
export interface Span {
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

export interface Tile {
  readonly x: Span;
  readonly y: Span;
}

/** Cut-outs of one size, so that one compiled graph serves all of them. */
export interface Layout {
  /** of the whole picture */
  readonly whole: Size;
  /** of every cut-out, halo included */
  readonly cut: Size;
  readonly tiles: readonly Tile[];
}

/** More along one axis would be mostly halo. */
const MOST_ALONG = 24;

/**
 * The layout that computes the fewest pixels among those whose cut-outs have no more than `pixels`. Where not
 * even the smallest cut-outs are that small, the layout with those.
 */
export function layoutFor(whole: Size, halo: Halo, pixels: number): Layout {
  const axis = (length: number) => {
    const all = Array.from({ length: MOST_ALONG }, (_, i) => spansOf(length, halo, i + 1));
    return all.filter((spans, i) => i === 0 || spans.cut < all[i - 1]!.cut);
  };
  const rows = axis(whole.height);
  const candidates = axis(whole.width).flatMap((x) => rows.map((y) => ({ x, y, area: x.cut * y.cut })));
  const fitting = candidates.filter(({ area }) => area <= pixels);
  const work = ({ x, y, area }: (typeof candidates)[number]) => x.spans.length * y.spans.length * area;
  const least = (of: (candidate: (typeof candidates)[number]) => number) => {
    return (a: (typeof candidates)[number], b: (typeof candidates)[number]) => (of(b) < of(a) ? b : a);
  };
  const { x, y } =
    fitting.length > 0 ? fitting.reduce(least(work)) : candidates.reduce(least(({ area }) => area));
  return {
    whole,
    cut: { width: x.cut, height: y.cut },
    tiles: y.spans.flatMap((row) => x.spans.map((column) => ({ x: column, y: row }))),
  };
}

/** Up to `count` cut-outs of equal length that cover [0, length). */
export function spansOf(
  length: number,
  { multiple, before, after }: Halo,
  count: number,
): { cut: number; spans: Span[] } {
  const up = (value: number) => Math.ceil(value / multiple) * multiple;
  const halo = up(before) + up(after);
  // One multiple more, since starts are rounded to multiples; and what is odd at the end of the picture stays.
  const needed = up((length - halo) / count) + halo + multiple;
  if (count === 1 || needed >= length) return { cut: length, spans: [{ start: 0, from: 0, to: length }] };
  const cut = length - Math.floor((length - needed) / multiple) * multiple;
  const starts = Array.from({ length: count }, (_, i) => {
    return multiple * Math.round(((length - cut) * i) / (count - 1) / multiple);
  }).filter((start, i, all) => start !== all[i - 1]);
  const borders = [0, ...starts.slice(1).map((start) => start + up(before)), length];
  return { cut, spans: starts.map((start, i) => ({ start, from: borders[i]!, to: borders[i + 1]! })) };
}

/** The part of a layer's grid that belongs to a tile: [fromX, toX) × [fromY, toY), from the whole grid's corner. */
export interface Part {
  /** where the cut-out's own grid begins */
  readonly x: number;
  readonly y: number;
  readonly fromX: number;
  readonly toX: number;
  readonly fromY: number;
  readonly toY: number;
}

/** stride: of the layer (`Reach`), 1 for the picture; grid: the layer's size for the whole picture. */
export function partOf(tile: Tile, whole: Size, stride: number, grid: Size): Part {
  const along = ({ from, to }: Span, length: number, positions: number): [number, number] => [
    Math.min(positions, from / stride),
    to === length ? positions : Math.min(positions, to / stride),
  ];
  const [fromX, toX] = along(tile.x, whole.width, grid.width);
  const [fromY, toY] = along(tile.y, whole.height, grid.height);
  return { x: tile.x.start / stride, y: tile.y.start / stride, fromX, toX, fromY, toY };
}

/** The whole cut-out as a part of the picture. */
export function cutOf(tile: Tile, { cut }: Layout): Part {
  const [x, y] = [tile.x.start, tile.y.start];
  return { x, y, fromX: x, toX: x + cut.width, fromY: y, toY: y + cut.height };
}

/** Calls back with each row of a part: where it begins in the planes of the whole and of the cut-out. */
export function eachRow(
  channels: number,
  { x, y, fromX, toX, fromY, toY }: Part,
  whole: Size,
  cut: Size,
  row: (inWhole: number, inCut: number, length: number) => void,
): void {
  for (let c = 0; c < channels; c++) {
    for (let at = fromY; at < toY; at++) {
      const inCut = (c * cut.height + at - y) * cut.width + fromX - x;
      row((c * whole.height + at) * whole.width + fromX, inCut, toX - fromX);
    }
  }
}
