import type { Image } from '../images/image.ts';
import { type Flow, warp } from './flow.ts';

/**
 * Flicker between two pictures of a clip: root mean square of x_t − warp(x_{t−1}) over the pixels that were to be
 * seen before too, all channels, in levels of 255 (the warping error of Lai et al. 2018, section 4, as a root).
 * flow: of what was filmed, not of what was painted. visible: [height, width], 0 where a pixel was hidden; default:
 * all that were within the picture
 */
export function warpingError(image: Image, before: Image, flow: Flow, visible?: Uint8Array): number {
  const { width, height } = image;
  const moved = warp(before, flow);
  let [sum, count] = [0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const [fromX, fromY] = [x + flow.dx[i]!, y + flow.dy[i]!];
      if (visible?.[i] === 0 || fromX < 0 || fromY < 0 || fromX > width - 1 || fromY > height - 1) continue;
      for (let c = 3 * i; c < 3 * i + 3; c++) sum += (image.data[c]! - moved.data[c]!) ** 2;
      count += 3;
    }
  }
  return count === 0 ? 0 : 255 * Math.sqrt(sum / count);
}

/** Mean absolute difference of two pictures, in levels of 255: what a still camera should leave at nothing. */
export function frameDifference(image: Image, before: Image): number {
  let sum = 0;
  for (let i = 0; i < image.data.length; i++) sum += Math.abs(image.data[i]! - before.data[i]!);
  return (255 * sum) / image.data.length;
}
