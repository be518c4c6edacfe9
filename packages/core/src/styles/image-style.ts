import type { Engine } from '../engines/engine.ts';
import { extend } from '../images/canvas.ts';
import { colourStatistics } from '../images/colour-transfer.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import { rotate } from '../images/rotate.ts';
import type { Network } from '../networks/network.ts';
import { COLOURS, mixStyles, type Statistics, type Style } from './style.ts';

/** Below this side a painting's deep features are a handful of positions; its statistics would be noise. */
const SMALLEST_SIDE = 64;
/** Shortest side in pixels that leaves the deepest layer two positions. */
const SHORTEST = 32;

/** The style of one or more pictures, each as much as the other, computed when a size is asked for. */
export function imageStyle(
  engine: Engine,
  network: Network,
  layers: readonly string[],
  images: readonly Image[],
  rotation = 0,
): Style {
  const styleOf = (image: Image): Style => ({
    at: (side) => imageStatistics(engine, network, layers, image, side, rotation),
  });
  return mixStyles(images.map((image) => ({ style: styleOf(image), weight: 1 })));
}

/**
 * side: longer side of the whole picture in pixels; one that is smaller is not enlarged, but for the least that
 * the network takes. rotation: degrees clockwise, after which the largest upright part counts, at the same scale.
 */
export async function imageStatistics(
  engine: Engine,
  network: Network,
  layers: readonly string[],
  image: Image,
  side: number,
  rotation = 0,
): Promise<Statistics> {
  const own = Math.max(image.width, image.height);
  const { width, height } = fit(image.width, image.height, Math.max(SMALLEST_SIDE, Math.min(side, own)));
  const small = await resize(image, Math.max(SHORTEST, width), Math.max(SHORTEST, height));
  const turned = extend(rotate(small, rotation), 1, SHORTEST);
  const features = await engine.statistics(network, layers, turned);
  return new Map([...features, [COLOURS, colourStatistics(turned)]]);
}
