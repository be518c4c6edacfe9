import type { Image } from './image.ts';
import { fromOklab, type Triple, toOklab } from './oklab.ts';

/** Halvings while looking for the most colour that a lightness has room for: to 1/256 of it, below an 8-bit step. */
const HALVINGS = 8;
/** How far a value may lie outside [0, 1] and still count as displayable: rounding, half an 8-bit step. */
const SLACK = 1 / 510;

/**
 * Light and dark of the painting with the colours of the photo, in OKLab. Where the painting is so dark or so
 * light that the colour does not fit, it is paled until it does: clipping would change hue and lightness.
 */
export function keepColours(painting: Image, photo: Image): Image {
  const data = new Float32Array(painting.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const [lightness] = toOklab(painting.data[i]!, painting.data[i + 1]!, painting.data[i + 2]!);
    const [, a, b] = toOklab(photo.data[i]!, photo.data[i + 1]!, photo.data[i + 2]!);
    const colour = displayable(lightness, a, b);
    for (let c = 0; c < 3; c++) data[i + c] = Math.min(1, Math.max(0, colour[c]!));
  }
  return { ...painting, data };
}

function displayable(lightness: number, a: number, b: number): Triple {
  const full = fromOklab(lightness, a, b);
  if (fits(full)) return full;
  let best = fromOklab(lightness, 0, 0);
  for (let low = 0, high = 1, i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    const colour = fromOklab(lightness, a * middle, b * middle);
    if (fits(colour)) {
      low = middle;
      best = colour;
    } else high = middle;
  }
  return best;
}

function fits(colour: Triple): boolean {
  return colour.every((value) => value >= -SLACK && value <= 1 + SLACK);
}
