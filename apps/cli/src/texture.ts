import type { StyleForm } from '@atelier/core/objective/objective.ts';
import { texture as run } from '@atelier/core/transfer/studies/texture.ts';
import { runStudy, type StudyFlags } from './study.ts';

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
    return run({ ...request, painting, layers: named, form: form as StyleForm | undefined, styleScale });
  });
}
