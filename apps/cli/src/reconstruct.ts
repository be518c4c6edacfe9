import { AtelierError } from '@atelier/core/errors.ts';
import { type LikenessForm, reconstruct as run } from '@atelier/core/transfer/studies/reconstruct.ts';
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
    return run({ ...request, photo, layer, form: form as LikenessForm | undefined, start });
  });
}
