import type { Engine } from '../../engines/engine.ts';
import type { Image } from '../../images/image.ts';
import { checkedUnit } from '../../networks/layer.ts';
import type { Network } from '../../networks/network.ts';
import { type Reach, reachOf } from '../../networks/reach.ts';
import { contactSheet } from '../../report/contact-sheet.ts';

/** A part of a picture that excites a channel: what one of its positions sees, as far as it lies in the picture. */
export interface Patch {
  /** which of the pictures, from 0 */
  picture: number;
  /** upper left corner in that picture, and size, in pixels */
  x: number;
  y: number;
  width: number;
  height: number;
  /** value of the channel there, > 0 */
  activation: number;
  image: Image;
}

export interface PatchRequest {
  engine: Engine;
  network: Network;
  layer: string;
  /** number of the channel, from 0 */
  unit: number;
  /** sides of at least 32 */
  images: readonly Image[];
  /** patches asked for, ≥ 1; fewer come back where fewer places excite the channel at all */
  count: number;
}

/**
 * The patches that excite a channel most, strongest first (Zeiler and Fergus 2014, figure 2; Girshick et al.
 * 2014, section 3.1, who suppress overlapping ones the same way): no two of one picture have centres closer than half of
 * what a position sees. `option.invalid` for an unknown layer or channel.
 */
export async function strongestPatches(request: PatchRequest): Promise<Patch[]> {
  const { engine, network, layer, unit, images, count } = request;
  checkedUnit(network, layer, unit);
  const reach = reachOf(network).get(layer)!;
  const found: Peak[] = [];
  for (const [picture, image] of images.entries()) {
    const { shape, data } = (await engine.features(network, [layer], image)).get(layer)!;
    const [, , height, width] = shape as [number, number, number, number];
    const values = data.subarray(unit * height * width, (unit + 1) * height * width);
    found.push(...peaks(values, width, reach, count).map((peak) => ({ ...peak, picture })));
  }
  return found
    .sort((a, b) => b.activation - a.activation)
    .slice(0, count)
    .map((peak) => patchAt(peak, images[peak.picture]!, reach));
}

interface Peak {
  picture: number;
  /** position in the layer */
  column: number;
  row: number;
  activation: number;
}

/** The strongest positions of one picture that keep their distance. */
function peaks(values: Float32Array, width: number, reach: Reach, count: number): Omit<Peak, 'picture'>[] {
  const apart = (reach.last - reach.first + 1) / 2 / reach.stride;
  const order = Array.from(values.keys())
    .filter((i) => values[i]! > 0)
    .sort((a, b) => values[b]! - values[a]!);
  const taken: Omit<Peak, 'picture'>[] = [];
  for (const i of order) {
    if (taken.length === count) break;
    const [column, row] = [i % width, Math.floor(i / width)];
    const isFree = taken.every((peak) => {
      return Math.max(Math.abs(peak.column - column), Math.abs(peak.row - row)) >= apart;
    });
    if (isFree) taken.push({ column, row, activation: values[i]! });
  }
  return taken;
}

function patchAt({ picture, column, row, activation }: Peak, image: Image, reach: Reach): Patch {
  const [x, width] = span(column, image.width, reach);
  const [y, height] = span(row, image.height, reach);
  return { picture, x, y, width, height, activation, image: cut(image, { x, y, width, height }) };
}

/** Begin and length of what a position sees along one axis of `size` pixels. */
function span(position: number, size: number, { stride, first, last }: Reach): [number, number] {
  const begin = Math.max(0, stride * position + first);
  const end = Math.min(size, stride * position + last + 1);
  return [begin, end - begin];
}

function cut(image: Image, { x, y, width, height }: Pick<Patch, 'x' | 'y' | 'width' | 'height'>): Image {
  const data = new Float32Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 3 * ((y + row) * image.width + x);
    data.set(image.data.subarray(from, from + 3 * width), 3 * row * width);
  }
  return { width, height, data };
}

/** The patches as one PNG, strongest first. */
export function patchSheet(patches: readonly Patch[]): Promise<Uint8Array> {
  const columns = Math.max(1, Math.ceil(Math.sqrt(patches.length)));
  const rows = Array.from({ length: Math.ceil(patches.length / columns) }, (_, row) => {
    const cells = patches.slice(row * columns, (row + 1) * columns);
    return { label: cells[0]!.activation.toPrecision(3), cells: cells.map(({ image }) => image) };
  });
  return contactSheet({ rows, columns: [], cell: 160 });
}
