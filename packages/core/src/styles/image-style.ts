import type { Engine } from '../engines/engine.ts';
import { extend } from '../images/canvas.ts';
import { colourStatistics } from '../images/colour-transfer.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import { rotate } from '../images/rotate.ts';
import type { Network } from '../networks/network.ts';
import { samplesOf } from '../objective/samples.ts';
import { COLOURS, mixStyles, type Statistics, type Style } from './style.ts';

/** Below this side a painting's deep features are a handful of positions; its statistics would be noise. */
const SMALLEST_SIDE = 64;
/** Shortest side in pixels that leaves the deepest layer two positions. */
const SHORTEST = 32;

/**
 * The style of one or more pictures, each as much as the other, computed when a size is first asked for: who wants its
 * colours, or its targets for the next frame, asks for the same one again.
 */
export function imageStyle(
  engine: Engine,
  network: Network,
  layers: readonly string[],
  images: readonly Image[],
  look: Look = {},
): Style {
  const styleOf = (image: Image): Style => {
    const seen = new Map<number, Statistics>();
    return {
      async at(side) {
        const statistics =
          seen.get(side) ?? (await imageStatistics(engine, network, layers, image, side, look));
        seen.set(side, statistics);
        return statistics;
      },
    };
  };
  return mixStyles(images.map((image) => ({ style: styleOf(image), weight: 1 })));
}

/** How a picture is looked at. */
export interface Look {
  /** degrees clockwise, after which the largest upright part counts, at the same scale; default 0 */
  readonly rotation?: number;
  /** layers of which samples are wanted too: those whose places are matched; default none */
  readonly matched?: readonly string[];
}

/**
 * side: longer side of the whole picture in pixels; one that is smaller is not enlarged, but for the least that
 * the network takes.
 */
export async function imageStatistics(
  engine: Engine,
  network: Network,
  layers: readonly string[],
  image: Image,
  side: number,
  { rotation = 0, matched = [] }: Look = {},
): Promise<Statistics> {
  const own = Math.max(image.width, image.height);
  const { width, height } = fit(image.width, image.height, Math.max(SMALLEST_SIDE, Math.min(side, own)));
  const small = await resize(image, Math.max(SHORTEST, width), Math.max(SHORTEST, height));
  const turned = extend(rotate(small, rotation), 1, SHORTEST);
  const statistics = await engine.statistics(network, layers, turned);
  for (const [layer, feature] of await engine.features(network, matched, turned)) {
    statistics.set(layer, { ...statistics.get(layer)!, samples: samplesOf(feature) });
  }
  return new Map([...statistics, [COLOURS, colourStatistics(turned)]]);
}
