import type { Network } from '../networks/network.ts';
import type { TransformNetwork } from '../networks/transform.ts';
import { hasStyle, type StyleChoice, vectorOf } from './choose-style.ts';
import { perceptual, transform } from './networks.ts';
import { STYLE_LAYERS } from './options.ts';
import type { PaintRequest } from './paint.ts';
import { type Region, regionPlan } from './regions.ts';
import type { StylePart } from './style-parts.ts';
import { refuseInFast } from './tuning.ts';

/** What fast quality will do: all that was asked for, understood, and its style vectors found. */
export interface FastPlan {
  network: TransformNetwork;
  /** what the losses are measured with */
  loss: Network;
  /** the styles as the losses see them */
  parts: readonly StylePart[];
  places: readonly Region[];
  /** style vector of each place; null: the photo stays */
  vectors: readonly (Float32Array | null)[];
  /** that of what no place covers */
  rest: Float32Array | null;
}

/** longSide: of the result, in pixels. Errors: `option.invalid`, `preset.*`. */
export async function fastPlan(request: PaintRequest, longSide: number): Promise<FastPlan> {
  refuseInFast(request);
  const { engine } = request;
  const network = await transform();
  const loss = await perceptual();
  const view = { engine, network: loss, layers: STYLE_LAYERS, rotation: 0 };
  const vectorFor = (choice: StyleChoice) => vectorOf({ engine, transform: network, network: loss }, choice);
  const rest = hasStyle(request) || !request.regions?.length ? await vectorFor(request) : null;
  const { parts, places } = await regionPlan(request, longSide, view);
  const vectors: (Float32Array | null)[] = [];
  for (const { style } of places) vectors.push(style && (await vectorFor({ ingredients: [style] })));
  return { network, loss, parts, places, rest, vectors };
}
