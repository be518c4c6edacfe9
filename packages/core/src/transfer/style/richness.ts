import { richnessOf } from '../../objective/richness.ts';
import type { PaintingWarning } from '../../report/painting.ts';
import { COLOURS } from '../../styles/style.ts';
import type { StylePart } from './parts.ts';

/** Longer side at which a painting is looked at for what there is to take from it, pixels. */
const SIDE = 256;

/**
 * The styles with how rich they are. One with little to take counts for less, to the fourth power: otherwise it takes
 * from the photo what it does not have itself, contrasts, edges, colours, until a plain card has erased it.
 */
export async function withRichness(parts: readonly StylePart[]): Promise<StylePart[]> {
  const result: StylePart[] = [];
  for (const part of parts) {
    const statistics = [...(await part.style.at(SIDE))].filter(([layer]) => layer !== COLOURS);
    const richness = richnessOf(statistics.map(([, layer]) => layer));
    result.push({ ...part, richness, weight: part.weight * richness ** 4 });
  }
  return result;
}

/** The poorest style's: of what fast quality paints, so much stays. */
export function leastRichness(parts: readonly StylePart[]): number {
  return Math.min(1, ...parts.map(({ richness = 1 }) => richness));
}

/** What a person should know about the styles, for a `Painting`. */
export function warned(parts: readonly StylePart[]): { warnings?: PaintingWarning[] } {
  return leastRichness(parts) < 1 ? { warnings: ['style.plain'] } : {};
}
