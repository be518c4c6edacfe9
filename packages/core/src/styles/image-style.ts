import type { Engine } from '../engines/engine.ts';
import { colourStatistics } from '../images/colour-transfer.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import type { Network } from '../networks/network.ts';
import { average, COLOURS, type Statistics, type Style } from './style.ts';

/** Below this side a painting's deep features are a handful of positions; its statistics would be noise. */
const SMALLEST_SIDE = 64;

/** The style of one or more pictures, computed when a size is asked for. A picture is never enlarged. */
export function imageStyle(
  engine: Engine,
  network: Network,
  layers: readonly string[],
  images: readonly Image[],
): Style {
  return {
    async at(side) {
      const all: Statistics[] = [];
      for (const image of images) all.push(await imageStatistics(engine, network, layers, image, side));
      return average(all);
    },
  };
}

export async function imageStatistics(
  engine: Engine,
  network: Network,
  layers: readonly string[],
  image: Image,
  side: number,
): Promise<Statistics> {
  const own = Math.max(image.width, image.height);
  const { width, height } = fit(image.width, image.height, Math.max(SMALLEST_SIDE, Math.min(side, own)));
  const small = await resize(image, Math.max(32, width), Math.max(32, height));
  const features = await engine.statistics(network, layers, small);
  return new Map([...features, [COLOURS, colourStatistics(small)]]);
}
