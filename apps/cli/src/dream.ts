import { AtelierError } from '@atelier/core/errors.ts';
import { STYLE_LAYERS } from '@atelier/core/objective/objectives.ts';
import type { Style } from '@atelier/core/styles/style.ts';
import { dream as run } from '@atelier/core/transfer/studies/dream.ts';
import type { StudyRequest } from '@atelier/core/transfer/studies/study.ts';
import { styleOf } from '@atelier/core/transfer/style/choose.ts';
import { readPicture } from './files.ts';
import { runStudy, type StudyFlags } from './study.ts';

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
    return run({ ...request, photo, layer, unit, strength, style, styleWeight, styleLayers });
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
