import type { Engine } from '../../engines/engine.ts';
import type { Image } from '../../images/image.ts';
import { channelsOf } from '../../networks/layer.ts';
import type { Network } from '../../networks/network.ts';
import { contactSheet } from '../../report/contact-sheet.ts';

/** What one channel of a layer says about a picture (Yosinski et al. 2015, "Understanding neural networks"). */
export interface ActivationMap {
  /** number of the channel, from 0 */
  unit: number;
  /** over all positions, ≥ 0 after a ReLU */
  mean: number;
  largest: number;
  /** grey, in the layer's size: 0 black, the channel's own largest value white */
  image: Image;
}

/** All channels of a layer, by number. image: sides of at least 32. `option.invalid` for an unknown layer. */
export async function activationMaps(request: {
  engine: Engine;
  network: Network;
  layer: string;
  image: Image;
}): Promise<ActivationMap[]> {
  const { engine, network, layer, image } = request;
  channelsOf(network, layer);
  const feature = (await engine.features(network, [layer], image)).get(layer)!;
  const [, channels, height, width] = feature.shape as [number, number, number, number];
  return Array.from({ length: channels }, (_, unit) => {
    const values = feature.data.subarray(unit * height * width, (unit + 1) * height * width);
    const largest = values.reduce((a, b) => Math.max(a, b), 0);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return { unit, mean, largest, image: { width, height, data: grey(values, largest) } };
  });
}

function grey(values: Float32Array, white: number): Float32Array {
  const data = new Float32Array(3 * values.length);
  if (white <= 0) return data;
  for (let i = 0; i < values.length; i++) data.fill(Math.max(0, values[i]!) / white, 3 * i, 3 * i + 3);
  return data;
}

/** Longest side of a sheet of maps in pixels, about: a screen's height. */
const SHEET = 1600;

/** The maps as one PNG, as square as they come, each row named by its first channel. */
export function mapSheet(maps: readonly ActivationMap[]): Promise<Uint8Array> {
  const columns = Math.ceil(Math.sqrt(maps.length));
  const rows = Array.from({ length: Math.ceil(maps.length / columns) }, (_, row) => {
    const cells = maps.slice(row * columns, (row + 1) * columns);
    return { label: String(cells[0]!.unit), cells: cells.map(({ image }) => image) };
  });
  const cell = Math.max(24, Math.min(256, Math.floor(SHEET / columns)));
  return contactSheet({ rows, columns: Array.from({ length: columns }, (_, i) => `+${i}`), cell });
}
