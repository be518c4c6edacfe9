import { type ColourStatistics, transferColours } from '../../images/colour-transfer.ts';
import { compose } from '../../images/compose.ts';
import type { Image } from '../../images/image.ts';
import { mix } from '../../images/mix.ts';
import { resample } from '../../images/resize.ts';
import { featuresOf } from '../../networks/layer-kinds.ts';
import { type Feature, type Network, truncated } from '../../networks/network.ts';
import type { Objective, StyleTarget, StyleTerm } from '../../objective/objective.ts';
import { COLOURS, mixStatistics, type Statistics, type Style, sharesOf } from '../../styles/style.ts';

/** One of the styles of a picture: what it is, how much it counts, and where it holds. */
export interface StylePart {
  readonly style: Style;
  /** factor of its losses, ≥ 0 */
  readonly weight: number;
  /** how much there is to take from it, see objective/richness.ts; default 1 */
  readonly richness?: number;
  /** of the photo's aspect, any size, first channel in [0, 1]; absent: everywhere */
  readonly mask?: Image | undefined;
}

export function partsOf(style: Style | readonly StylePart[]): readonly StylePart[] {
  return Symbol.iterator in style ? style : [{ style, weight: 1 }];
}

/** The objective with one style term a layer and part. A single style for the whole picture changes nothing. */
export function withParts(objective: Objective, parts: readonly StylePart[]): Objective {
  const style = parts.flatMap(({ weight, mask }, part) =>
    objective.style.map((term): StyleTerm => {
      const target = keyOf(part, term.layer);
      return { ...term, weight: term.weight * weight, target, masked: mask !== undefined };
    }),
  );
  return { ...objective, style };
}

/** Targets of those terms. side: longer side at which the paintings are looked at; onCanvas: as the picture is laid out. */
export async function styleTargets(
  parts: readonly StylePart[],
  { network, layers, side }: { network: Network; layers: readonly string[]; side: number },
  onCanvas: (mask: Image) => Promise<Image>,
): Promise<Map<string, StyleTarget>> {
  const targets = new Map<string, StyleTarget>();
  for (const [part, { style, mask }] of parts.entries()) {
    const statistics = await style.at(side);
    const canvas = mask && (await onCanvas(mask));
    const features = canvas && featuresOf(truncated(network, layers), canvas.height, canvas.width);
    for (const layer of layers) {
      const positions = features && sharesAt(canvas, features.find((feature) => feature.layer === layer)!);
      targets.set(keyOf(part, layer), { ...statistics.get(layer)!, positions });
    }
  }
  return targets;
}

function keyOf(part: number, layer: string): string {
  return `${part}.${layer}`;
}

/** The mask in a feature's size, summing to 1; all 0 where a region has vanished, whose term then does nothing. */
function sharesAt(mask: Image, { width, height }: Feature): Float32Array {
  const { data } = resample(mask, width, height);
  const values = Float32Array.from({ length: width * height }, (_, i) => data[3 * i]!);
  const sum = values.reduce((total, value) => total + value, 0);
  return sum < 1e-6 ? values.fill(0) : values.map((value) => value / sum);
}

/** A picture in the colours of the paintings, each where it holds; several in one place give it their mean. */
export async function inTheirColours(
  picture: Image,
  parts: readonly StylePart[],
  side: number,
): Promise<Image> {
  const places = Map.groupBy(parts, ({ mask }) => mask);
  let result = picture;
  const layers: { image: Image; mask: Image }[] = [];
  for (const [mask, here] of places) {
    const colours = await coloursOf(here, side);
    if (colours === undefined) continue;
    const small = mask && resample(mask, picture.width, picture.height);
    const richness = Math.min(...here.map((part) => part.richness ?? 1));
    const image = mix(picture, transferColours(picture, colours, small), richness);
    if (small === undefined) result = image;
    else layers.push({ image, mask: small });
  }
  return layers.length === 0 ? result : compose(result, layers);
}

async function coloursOf(parts: readonly StylePart[], side: number): Promise<ColourStatistics | undefined> {
  const all: Statistics[] = [];
  for (const { style } of parts) all.push(await style.at(side));
  if (all.some((statistics) => !statistics.has(COLOURS))) return undefined;
  if (all.length === 1) return all[0]!.get(COLOURS);
  const colours = all.map((statistics) => new Map([[COLOURS, statistics.get(COLOURS)!]]));
  return mixStatistics(colours, sharesOf(parts)).get(COLOURS);
}
