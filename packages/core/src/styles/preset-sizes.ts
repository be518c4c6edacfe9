import type { Engine } from '../engines/engine.ts';
import type { Image } from '../images/image.ts';
import type { Network } from '../networks/network.ts';
import { STYLE_LAYERS } from '../objective/objectives.ts';
import { imageStatistics } from './image-style.ts';
import type { StoredStyle } from './preset-file.ts';

/** Longer sides in pixels at which a preset keeps its painting's statistics: those of a 512-pixel picture's levels, and one more. */
const SIDES = [181, 256, 362, 512, 724] as const;

/** A larger painting is read at this longer side in pixels: four times the largest statistics are plenty. */
export const MAX_PAINTING_SIDE = 2048;

/** What a preset keeps of a painting. A small painting's own size is the last, so that no detail is lost. */
export async function storedStyleOf(engine: Engine, network: Network, painting: Image): Promise<StoredStyle> {
  const own = Math.max(painting.width, painting.height);
  const sides = [...SIDES.filter((side) => side < own), Math.min(own, SIDES.at(-1)!)];
  const sizes: StoredStyle['sizes'][number][] = [];
  for (const side of new Set(sides)) {
    sizes.push({ side, statistics: await imageStatistics(engine, network, STYLE_LAYERS, painting, side) });
  }
  return { sizes };
}
