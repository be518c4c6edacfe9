import type { Face } from '../../faces/boxes.ts';
import { faceMask, reachOf, scaledFaces } from '../../faces/mask.ts';
import { blur } from '../../images/blur.ts';
import { cut, type Rectangle } from '../../images/canvas.ts';
import type { Image } from '../../images/image.ts';
import { luminanceAt } from '../../images/luminance.ts';
import { resample } from '../../images/resize.ts';

/**
 * Part of the painting in the light and dark of a face, the rest is the photo's; with the face's part of the picture's
 * longer side it grows, as strokes leave more of large ones. By docs/faces.md.
 */
const LIGHT = { least: 0.24, slope: 1.12, most: 0.8 };
/** Part of the painting in a face's colours, the rest is its own large areas of colour. */
const COLOUR = 0.8;
/**
 * The smallest faces, whose eyes are three or four pixels, dissolve in one stroke: from the first of these parts of the longer
 * side down to the second, what remains of the painting falls to so much of its light, and of its colours.
 */
const SMALL = { from: 0.1, to: 0.05, light: 0.5, colour: 0.6 };
/** What counts as large: deviation of a blur, in sides of the face. */
const BROAD = 0.3;
/** Blurred in a size in which that is so many pixels: any more cost time, and are not seen. */
const DEVIATION = 4;

/**
 * A painting with its faces as the photo has them: under a soft mask its light and dark are drawn by the photo, around
 * the painting's own large tones. Colours and strokes remain the painting's. photo: any size; faces: in its pixels; more: of
 * the painting's light than usual
 */
export function withFaces(painting: Image, photo: Image, faces: readonly Face[], more = 0): Image {
  if (faces.length === 0) return painting;
  const { width, height } = painting;
  const same = resample(photo, width, height);
  const result = { ...painting, data: painting.data.slice() };
  for (const face of scaledFaces(faces, width / photo.width)) {
    const place = placeOf(face, result);
    drawn(result, place, { painted: cut(result, place), photo: cut(same, place), face, more });
  }
  return result;
}

/** Of the square that holds a face's mask, what lies in the picture. */
function placeOf(face: Face, { width, height }: Image): Rectangle {
  const { x, y, half } = reachOf(face);
  const [left, top] = [x, y].map((middle) => Math.max(0, Math.floor(middle - half))) as [number, number];
  const right = Math.min(width, Math.ceil(x + half));
  return { left, top, width: right - left, height: Math.min(height, Math.ceil(y + half)) - top };
}

interface Part {
  painted: Image;
  photo: Image;
  face: Face;
  more: number;
}

/** One face, drawn into the picture. */
function drawn(into: Image, place: Rectangle, { painted, photo, face, more }: Part): void {
  const mask = faceMask([{ ...face, x: face.x - place.left, y: face.y - place.top }], place);
  const part = face.side / Math.max(into.width, into.height);
  const small = Math.min(1, Math.max(0, (SMALL.from - part) / (SMALL.from - SMALL.to)));
  const left = (least: number) => 1 - (1 - least) * small;
  const light = left(SMALL.light) * Math.min(LIGHT.most, LIGHT.least + LIGHT.slope * part + more);
  const own = COLOUR * left(SMALL.colour);
  const [tones, photoTones] = [painted, photo].map((image) => broad(image, BROAD * face.side)) as [
    Image,
    Image,
  ];
  for (let at = 0; at < painted.data.length; at += 3) {
    const share = mask.data[at]!;
    if (share === 0) continue;
    const lit = luminanceAt(painted.data, at);
    const tone = luminanceAt(tones.data, at);
    const seen = tone + luminanceAt(photo.data, at) - luminanceAt(photoTones.data, at);
    const pixel = at / 3;
    const row = place.top + Math.floor(pixel / place.width);
    const to = 3 * (row * into.width + place.left + (pixel % place.width));
    for (let c = 0; c < 3; c++) {
      const colour = own * (painted.data[at + c]! - lit) + (1 - own) * (tones.data[at + c]! - tone);
      const value = light * lit + (1 - light) * seen + colour;
      const before = painted.data[at + c]!;
      into.data[to + c] = Math.min(1, Math.max(0, before + share * (value - before)));
    }
  }
}

function broad(image: Image, deviation: number): Image {
  const scale = DEVIATION / deviation;
  if (scale >= 1) return blur(image, deviation);
  const { width, height } = image;
  const small = resample(image, Math.ceil(scale * width), Math.ceil(scale * height));
  return resample(blur(small, DEVIATION), width, height);
}
