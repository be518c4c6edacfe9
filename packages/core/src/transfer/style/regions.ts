import { AtelierError } from '../../errors.ts';
import { blur } from '../../images/blur.ts';
import type { Image, Size } from '../../images/image.ts';
import { grey } from '../../images/luminance.ts';
import { fit, resample } from '../../images/resize.ts';
import { checkedNumber, OPTIONS } from '../options.ts';
import type { Region, StyleChoice } from '../request.ts';
import { hasStyle, type StyleView, styleOf, stylesOf } from './choose.ts';
import type { StylePart } from './parts.ts';

export interface RegionPlan {
  parts: readonly StylePart[];
  /** where the photo stays, first channel in [0, 1]; undefined: nowhere */
  kept: Image | undefined;
  /** the regions with soft masks that sum to at most 1; what they leave has the style of the request, or the photo */
  places: readonly Region[];
}

export interface RegionRequest extends StyleChoice {
  /** the style of the choice is for what no mask covers; without one the photo stays there */
  regions?: readonly Region[] | undefined;
  photo: Size;
  /** see OPTIONS.feather */
  feather?: number | undefined;
}

/** Masks differ from the photo in aspect by rounding at most. */
const ASPECT_SLACK = 0.02;
/** A mask is blurred in a size in which that is so many pixels: any more cost time, and are not seen. */
const DEVIATION = 4;
/** Share of the picture below which a region is nothing that could be painted. */
const LEAST_AREA = 1e-4;

/**
 * Each region's style holds where its mask is white, with statistics of that part alone (Gatys et al. 2017,
 * "Controlling Perceptual Factors", section 4). A style counts as much as its part of the picture is large, so
 * that every pixel is pulled as hard as in a picture of one style. Where masks overlap they share the place.
 * longSide: of the result, in pixels.
 */
export async function regionPlan(
  request: RegionRequest,
  longSide: number,
  view: StyleView,
): Promise<RegionPlan> {
  const { regions = [] } = request;
  const rest = regions.length === 0 || hasStyle(request) ? await stylesOf(request, view) : [];
  if (regions.length === 0) return { parts: rest, kept: undefined, places: [] };
  const masks = disjoint(regions.map(({ mask }) => softened(mask, request, longSide)));
  const parts: StylePart[] = [];
  const kept: Image[] = [];
  for (const [i, { style }] of regions.entries()) {
    const mask = masks[i]!;
    if (style === null) kept.push(mask);
    else parts.push({ style: await styleOf(style, view), weight: areaOf(mask), mask });
  }
  const left = inverse(sum(masks));
  const area = areaOf(left);
  if (rest.length === 0) kept.push(left);
  else if (area > LEAST_AREA) {
    parts.push(...rest.map((part) => ({ ...part, weight: part.weight * area, mask: left })));
  }
  const places = regions.map(({ style }, i) => ({ mask: masks[i]!, style }));
  if (parts.length > 0) return { parts, kept: kept.length === 0 ? undefined : sum(kept), places };
  throw invalid('at least one region with a style', 'none');
}

function softened(
  mask: Image,
  { photo, feather = OPTIONS.feather.default }: RegionRequest,
  longSide: number,
): Image {
  const share = checkedNumber('feather', feather, OPTIONS.feather) / 100;
  const side = share === 0 ? longSide : Math.min(longSide, Math.ceil(DEVIATION / share));
  const aspect = (mask.width * photo.height) / (mask.height * photo.width);
  if (Math.abs(Math.log(aspect)) > ASPECT_SLACK) {
    throw invalid(`the photo’s shape (${shapeOf(photo)}), in any size,`, shapeOf(mask));
  }
  const { width, height } = fit(photo.width, photo.height, side);
  const soft = blur(grey(resample(mask, width, height)), share * side);
  if (areaOf(soft) > LEAST_AREA) return soft;
  throw invalid('a picture with some white', 'black alone');
}

function shapeOf({ width, height }: Size): string {
  return `${width}×${height}, ${(width / height).toFixed(2)} : 1`;
}

/** Masks that sum to at most 1 at every pixel. */
function disjoint(masks: readonly Image[]): Image[] {
  const { data: all } = sum(masks);
  return masks.map((mask) => ({ ...mask, data: mask.data.map((value, i) => value / Math.max(1, all[i]!)) }));
}

function sum(masks: readonly Image[]): Image {
  const [first] = masks as [Image, ...Image[]];
  const data = new Float32Array(first.data.length);
  for (const mask of masks) for (let i = 0; i < data.length; i++) data[i]! += mask.data[i]!;
  return { ...first, data };
}

function inverse(mask: Image): Image {
  return { ...mask, data: mask.data.map((value) => Math.max(0, 1 - value)) };
}

/** Share of the picture, [0, 1]. */
function areaOf({ data }: Image): number {
  return data.reduce((total, value) => total + value, 0) / data.length;
}

function invalid(expected: string, received: string): AtelierError {
  return new AtelierError('option.invalid', { option: 'mask', expected, received });
}
