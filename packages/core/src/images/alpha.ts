import type { Image } from './image.ts';
import { resample } from './resize.ts';

/** Pictures that are see-through in places: how they are painted all over, and see-through again afterwards. */

/** What decoding lays behind them: paper, and what Discord's light theme would show. */
const PAPER = 1;

/** The picture as it looks on paper. */
export function onPaper({ width, height, data, alpha }: Image): Image {
  if (alpha === undefined) return { width, height, data };
  const laid = data.map((value, i) => PAPER + (alpha[Math.floor(i / 3)]! / 255) * (value - PAPER));
  return { width, height, data: laid };
}

/**
 * A decoded picture with its own colours carried on where it is see-through, instead of paper: no rim of paper is
 * painted along its edges, and no paper has a say in the painting. Every place is filled from as near as there is
 * something, over an image pyramid ("push-pull", Gortler et al. 1996).
 */
export function carriedOn({ width, height, data, alpha }: Image): Image {
  if (alpha === undefined) return { width, height, data };
  const cover = grey(width, height, alpha);
  // what decoding has laid over paper, without the paper
  const colour = data.map((value, i) => Math.max(0, value - PAPER * (1 - cover.data[i]!)));
  return filled({ width, height, data: colour }, cover);
}

/** `colour`: multiplied by `cover`, from 0 to 1. */
function filled(colour: Image, cover: Image): Image {
  const { width, height } = colour;
  const last = width === 1 && height === 1;
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const behind = last
    ? colour.data.map((value, i) => (cover.data[i]! > 0 ? value / cover.data[i]! : PAPER))
    : resample(filled(resample(colour, w, h), resample(cover, w, h)), width, height).data;
  const data = colour.data.map((value, i) => Math.min(1, value + (1 - cover.data[i]!) * behind[i]!));
  return { width, height, data };
}

/** A painting, see-through where the photo is; what nobody can see is black, which makes small files. */
export function seeThrough(painting: Image, photo: Image): Image {
  if (photo.alpha === undefined) return painting;
  const { width, height } = painting;
  const alpha = resampledAlpha(photo, width, height);
  const data = painting.data.map((value, i) => (alpha[Math.floor(i / 3)] === 0 ? 0 : value));
  return { width, height, data, alpha };
}

/** The same size of picture and alpha. */
export function resizedWithAlpha(image: Image, width: number, height: number): Image {
  const resized = resample(image, width, height);
  if (image.alpha === undefined) return resized;
  return { ...resized, alpha: resampledAlpha(image, width, height) };
}

function resampledAlpha({ width, height, alpha }: Image, toWidth: number, toHeight: number): Uint8Array {
  const { data } = resample(grey(width, height, alpha!), toWidth, toHeight);
  return Uint8Array.from({ length: toWidth * toHeight }, (_, i) => Math.round(255 * data[3 * i]!));
}

function grey(width: number, height: number, alpha: Uint8Array): Image {
  const data = Float32Array.from({ length: 3 * alpha.length }, (_, i) => alpha[Math.floor(i / 3)]! / 255);
  return { width, height, data };
}
