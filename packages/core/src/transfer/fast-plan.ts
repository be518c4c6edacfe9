import type { Network } from '../networks/network.ts';
import type { TransformNetwork } from '../networks/transform.ts';
import { hasStyle, vectorOf } from './choose-style.ts';
import { type FastPass, fastPasses } from './fast-passes.ts';
import { perceptual, transform } from './networks.ts';
import { STYLE_LAYERS } from './options.ts';
import type { PaintRequest } from './paint.ts';
import { type Region, regionPlan } from './regions.ts';
import { withRichness } from './richness.ts';
import type { StrengthPlan } from './strength.ts';
import type { StylePart } from './style-parts.ts';
import { takeOf } from './take.ts';
import { refuseInFast } from './tuning.ts';

/** The transform network, and the style vectors that it gets. */
export interface FastStyles {
  network: TransformNetwork;
  /** style vector of each region; null: the photo stays */
  vectors: readonly (Float32Array | null)[];
  /** that of what no region covers */
  rest: Float32Array | null;
}

/** What fast quality will do: all that was asked for, understood, and its style vectors found. */
export interface FastPlan extends FastStyles {
  /** what the losses are measured with */
  loss: Network;
  /** the styles as the losses see them */
  parts: readonly StylePart[];
  places: readonly Region[];
  passes: readonly FastPass[];
}

/** longSide: of the result, in pixels. Errors: `option.invalid`, `preset.*`. */
export async function fastPlan(
  request: PaintRequest,
  longSide: number,
  { secondPass, broader }: StrengthPlan,
): Promise<FastPlan> {
  refuseInFast(request);
  const scale = broader * takeOf(request.take).strokes;
  const passes = fastPasses(longSide, { strokes: request.strokes, scale, secondPass });
  const styles = await fastStyles(request);
  const loss = await perceptual();
  const view = { engine: request.engine, network: loss, layers: STYLE_LAYERS, rotation: 0 };
  const { parts, places } = await regionPlan(request, longSide, view);
  return { ...styles, loss, parts: await withRichness(parts), places, passes };
}

/** Errors: `preset.no-fast` where there is no vector for a style. */
export async function fastStyles(request: PaintRequest): Promise<FastStyles> {
  const { engine, regions = [] } = request;
  const network = await transform();
  const source = { engine, transform: network, network: await perceptual() };
  const rest = hasStyle(request) || regions.length === 0 ? await vectorOf(source, request) : null;
  const vectors: (Float32Array | null)[] = [];
  for (const { style } of regions) vectors.push(style && (await vectorOf(source, { ingredients: [style] })));
  return { network, rest, vectors };
}
