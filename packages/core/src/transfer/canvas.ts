import { extend } from '../images/canvas.ts';
import type { Image } from '../images/image.ts';
import { type Network, truncated } from '../networks/network.ts';
import { haloOf } from '../networks/reach.ts';
import { layersOf, type Objective } from '../objective/objective.ts';

/**
 * Pixels around a picture that is painted from coarse to fine, and cropped away at each size. Behind the edge a network sees
 * the mirrored picture, so that the outermost pixels have a say in fewer positions, and become whatever helps the rest:
 * coloured seams of four to six pixels, which each size hands on to the next (docs/decisions/0009-no-mesh.md).
 */
export const MARGIN = 8;

/** Positions a side in the deepest layer, at least. */
const DEEPEST = 4;

/**
 * Networks halve the picture several times and drop what is odd, so a picture whose sides are no multiples
 * (for VGG to conv5_1: of 16) would have a band at the right and the bottom that the deep layers never see.
 * It is painted on a canvas that is large enough, mirrored over the edge, and cropped at the end. margin: see MARGIN.
 */
export function canvasFor(
  network: Network,
  { content, style }: Objective,
  margin = 0,
): (image: Image) => Image {
  const { multiple } = haloOf(truncated(network, layersOf([...content, ...style])));
  return (image) => extend(image, multiple, DEEPEST * multiple, margin);
}
