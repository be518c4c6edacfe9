import { AtelierError } from '../../errors.ts';
import type { Network } from '../../networks/network.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import { STYLE_LAYERS } from '../../objective/objectives.ts';
import { perceptual, transform } from '../networks.ts';
import type { PaintRequest, Region } from '../request.ts';
import type { StrengthPlan } from '../strength.ts';
import { hasStyle, vectorOf } from '../style/choose.ts';
import type { StylePart } from '../style/parts.ts';
import { regionPlan } from '../style/regions.ts';
import { withRichness } from '../style/richness.ts';
import { takeOf } from '../take.ts';
import { type FastPass, fastPasses } from './passes.ts';

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

/** Refuses what only high quality can do, by the name of the first such option. */
function refuseInFast({ tuning = {}, mix, match, keepColours }: PaintRequest): void {
  const { objective, optimiser, schedule, ...single } = tuning;
  const options = {
    ...single,
    ...objective,
    ...optimiser,
    ...schedule,
    mix: mix === 'interpolate' ? undefined : mix,
    match: match === 'meaning' ? match : undefined,
    keepColours: typeof keepColours === 'string' && keepColours !== 'oklab' ? keepColours : undefined,
  };
  const [given] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return;
  throw new AtelierError('option.invalid', {
    option: given,
    kind: 'high-only',
    received: 'fast',
  });
}
