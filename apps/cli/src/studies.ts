import { AtelierError } from '@atelier/core/errors.ts';
import type { StyleForm } from '@atelier/core/objective/objective.ts';
import { STYLE_LAYERS } from '@atelier/core/objective/objectives.ts';
import type { Style } from '@atelier/core/styles/style.ts';
import { dream as paintDream } from '@atelier/core/transfer/studies/dream.ts';
import {
  type LikenessForm,
  reconstruct as paintReconstruct,
} from '@atelier/core/transfer/studies/reconstruct.ts';
import type { StudyRequest } from '@atelier/core/transfer/studies/study.ts';
import { texture as paintTexture } from '@atelier/core/transfer/studies/texture.ts';
import { styleOf } from '@atelier/core/transfer/style/choose.ts';
import { readPicture } from './files.ts';
import { runStudy, type StudyFlags } from './study.ts';
import { startOf } from './style-ingredients.ts';

interface ReconstructFlags extends Omit<StudyFlags, 'start'> {
  layer?: string;
  form?: string;
  /** noise, photo or mix[:part] */
  from?: string;
}

/** `atelier reconstruct`: what one layer keeps of a photo. */
export async function reconstruct(file: string, flags: ReconstructFlags): Promise<void> {
  const { layer, form, from } = flags;
  const start = from === undefined ? undefined : startOf(from);
  if (typeof start === 'string') {
    const received = `${start}: there is no painting`;
    throw new AtelierError('option.invalid', { option: '--from', expected: 'noise, photo or mix', received });
  }
  await runStudy('reconstruct', file, flags, (photo, request) => {
    return paintReconstruct({ ...request, photo, layer, form: form as LikenessForm | undefined, start });
  });
}

interface TextureFlags extends StudyFlags {
  /** names with commas */
  layers?: string;
  form?: string;
}

/** `atelier texture`: what the style layers know of a painting. */
export function texture(file: string, flags: TextureFlags): Promise<void> {
  const { layers, form, styleScale } = flags;
  return runStudy('texture', file, flags, (painting, request) => {
    const named = layers?.split(',');
    return paintTexture({
      ...request,
      painting,
      layers: named,
      form: form as StyleForm | undefined,
      styleScale,
    });
  });
}

interface DreamFlags extends Omit<StudyFlags, 'styleLayers'> {
  layer?: string;
  unit?: number;
  strength?: number;
  preset?: string;
  styleImage?: string;
  /** names with commas */
  styleLayers?: string;
}

/** `atelier dream`: a photo in which a layer sees more and more of what it looks for, perhaps in a style. */
export function dream(file: string, flags: DreamFlags): Promise<void> {
  const { layer, unit, strength, styleWeight } = flags;
  const styleLayers = flags.styleLayers?.split(',');
  return runStudy('dream', file, flags, async (photo, request) => {
    const style = await chosen(flags, styleLayers ?? STYLE_LAYERS, request);
    return paintDream({ ...request, photo, layer, unit, strength, style, styleWeight, styleLayers });
  });
}

async function chosen(
  { preset, styleImage, styleLayers, styleWeight }: DreamFlags,
  layers: readonly string[],
  { engine, network }: StudyRequest,
): Promise<Style | undefined> {
  const given = [preset, styleImage].filter((each) => each !== undefined).length;
  if (given === 2) throw expected('one of --preset and --style-image', 'both');
  if (given === 0 && (styleLayers ?? styleWeight) !== undefined) {
    throw expected('--preset or --style-image beside --style-layers and --style-weight', 'neither');
  }
  const view = { engine, network, layers, rotation: 0 };
  if (preset !== undefined) return styleOf({ preset }, view);
  if (styleImage !== undefined) return styleOf({ image: await readPicture(styleImage) }, view);
  return undefined;
}

function expected(what: string, received: string): AtelierError {
  return new AtelierError('option.invalid', { option: 'the style', expected: what, received });
}
