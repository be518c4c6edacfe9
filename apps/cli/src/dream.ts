import { AtelierError } from '@atelier/core/errors.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { findPreset } from '@atelier/core/styles/catalogue.ts';
import { imageStyle } from '@atelier/core/styles/image-style.ts';
import { loadPreset } from '@atelier/core/styles/preset-file.ts';
import type { Style } from '@atelier/core/styles/style.ts';
import { dream as run } from '@atelier/core/transfer/dream.ts';
import { STYLE_LAYERS } from '@atelier/core/transfer/options.ts';
import type { StudyRequest } from '@atelier/core/transfer/study.ts';
import { read } from './files.ts';
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
    const style = await styleOf(flags, styleLayers ?? STYLE_LAYERS, request);
    return run({ ...request, photo, layer, unit, strength, style, styleWeight, styleLayers });
  });
}

async function styleOf(
  { preset, styleImage }: DreamFlags,
  layers: readonly string[],
  { engine, network }: StudyRequest,
): Promise<Style | undefined> {
  if (preset !== undefined && styleImage !== undefined) {
    throw new AtelierError('option.invalid', {
      option: 'the style',
      expected: 'one of --preset and --style-image',
      received: 'both',
    });
  }
  if (preset !== undefined) return loadPreset(findPreset(preset).name, network.digest);
  if (styleImage === undefined) return undefined;
  return imageStyle(engine, network, layers, [await decode(await read(styleImage))]);
}
