import { AtelierError, ERRORS } from '../errors.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';
import { esES } from './es-ES.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { fill, type Language, languageOf } from './locale.ts';
import { ptBR } from './pt-BR.ts';

export type { Texts } from './en.ts';

/** Every language's texts. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en, de, fr, 'es-ES': esES, ja, 'pt-BR': ptBR };

/** The texts for a locale as Discord names it. */
export function textsFor(locale: string): Texts {
  return TEXTS[languageOf(locale)];
}

/** What a person reads about an error; a code of another version reads as `internal`. */
export function errorSentence(
  locale: string,
  code: string,
  data: Readonly<Record<string, string | number>> = {},
): string {
  const known = code in ERRORS ? (code as keyof typeof ERRORS) : 'internal';
  return fill(textsFor(locale).errors[known] ?? en.errors[known], data);
}

/** The same for what was thrown. */
export function sentenceFor(locale: string, error: unknown): string {
  if (!(error instanceof AtelierError)) return errorSentence(locale, 'internal');
  return errorSentence(locale, error.code, error.data);
}
