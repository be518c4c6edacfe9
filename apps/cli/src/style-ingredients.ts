import { existsSync } from 'node:fs';
import { AtelierError } from '@atelier/core/errors.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import type { Ingredient, LayerWeight, Region, Start } from '@atelier/core/transfer/request.ts';
import { readPicture } from './files.ts';

/** A name and perhaps a number behind a colon. */
export interface Weighed {
  name: string;
  weight?: number;
}

/** `NAME` or `NAME:NUMBER`; a colon before anything else belongs to the name, as in a path of Windows. */
export function weighed(option: string, text: string, example: string): Weighed {
  const colon = text.lastIndexOf(':');
  const number = text.slice(colon + 1);
  const weighs = colon > 0 && /^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(number);
  const name = weighs ? text.slice(0, colon) : text;
  if (name === '' || name.endsWith(':')) throw invalid(option, example, text);
  return weighs ? { name, weight: Number(number) } : { name };
}

/** `NAME` or `NAME:SHARE`; the range of the share is checked where it is used. */
export function blendOf(text: string): { preset: string; share: number } {
  const example = 'a preset, perhaps with a share from 0 to 1 behind a colon, such as great-wave:0.3';
  const { name, weight = OPTIONS.share.default } = weighed('--blend', text, example);
  if (name.includes(':')) throw invalid('--blend', example, text);
  return { preset: name, share: weight };
}

/** `conv4_2:0.05,conv3_3`: layers, each perhaps with its weight. */
export function layersOf(option: string, text: string): LayerWeight[] {
  const example = 'layers, perhaps each with a weight, such as conv1_1:0.2,conv2_1:0.1';
  return text.split(',').map((part) => {
    const { name, weight } = weighed(option, part.trim(), example);
    if (name.includes(':')) throw invalid(option, example, text);
    return { layer: name, weight };
  });
}

/** `fast`, `colours`, `photo`, `noise`, `mix` or `mix:PART`, the part of the photo. */
export function startOf(text: string): Start {
  const parts: Record<string, Start> = {
    fast: 'fast',
    colours: 'colours',
    photo: 1,
    noise: 0,
    mix: OPTIONS.start.default,
  };
  const { name, weight } = weighed('start', text, START_EXAMPLE);
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part !== undefined && (weight === undefined || name === 'mix')) return weight ?? part;
  throw invalid('start', START_EXAMPLE, text);
}

const START_EXAMPLE =
  'fast, colours, photo, noise or mix, which may have a part of the photo behind it (mix:0.2)';

/** Presets and files of paintings, each perhaps with a weight. maxSide: of the paintings, see decodedStyleSideOf */
export async function ingredientsOf(
  presets: readonly string[],
  files: readonly string[],
  maxSide: number,
): Promise<Ingredient[]> {
  const named = presets.map((text) => {
    const { name, weight } = weighed('--preset', text, 'a preset, perhaps with a weight (great-wave:0.3)');
    return { preset: name, weight };
  });
  const own: Ingredient[] = [];
  for (const text of files) {
    const { name, weight } = weighed('--style-image', text, 'a file, perhaps with a weight (scream.jpg:0.3)');
    own.push({ image: await readPicture(name, { maxSide }), weight });
  }
  return [...named, ...own];
}

/**
 * `FILE:STYLE` or `FILE=STYLE`: a mask, and a preset, the file of a painting, or `none`. What holds a dot or a slash is
 * a file. Paths may hold colons and equals signs (`C:\\sky.png=D:\\wave.jpg`): the sign that counts is the one behind
 * a file that is there, the last such.
 */
export async function regionOf(text: string, maxSide: number): Promise<Region> {
  const { file, style } = maskOf(text);
  const mask = await readPicture(file);
  if (style === 'none') return { mask, style: null };
  return {
    mask,
    style: isFile(style) ? { image: await readPicture(style, { maxSide }) } : { preset: style },
  };
}

export function maskOf(text: string): { file: string; style: string } {
  const signs = [...text.matchAll(/[:=]/g)].map(({ index }) => index);
  const cuts = signs.filter((at) => at > 0 && at < text.length - 1);
  const known = cuts.filter((at) => existsSync(text.slice(0, at)));
  // of what is not there the message names the part that was meant
  const equals = cuts.filter((at) => text[at] === '=');
  const at = known.at(-1) ?? equals[0] ?? cuts.at(-1);
  if (at === undefined) {
    const example = 'a file and a style, such as sky.png:starry-night, face.png:none or sea.png=wave.jpg';
    throw invalid('--mask', example, text);
  }
  return { file: text.slice(0, at), style: text.slice(at + 1) };
}

/** Rather than a preset. */
export function isFile(style: string): boolean {
  return /[./\\]/.test(style);
}

function invalid(option: string, expected: string, received: string): AtelierError {
  return new AtelierError('option.invalid', { option, expected, received });
}
