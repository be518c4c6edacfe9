import { type ErrorData, renderSentence, type Sentence } from '@atelier/contract/errors.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';
import { esES } from './es-ES.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { type Language, languageOf } from './locale.ts';
import { optionName } from './order.ts';
import { ptBR } from './pt-BR.ts';

export type { Texts } from './en.ts';

/** Every language's texts. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en, de, fr, 'es-ES': esES, ja, 'pt-BR': ptBR };

/** The texts for a locale as Discord names it. */
export function textsFor(locale: string): Texts {
  return TEXTS[languageOf(locale)];
}

/**
 * What a person reads about an error; a code of another version reads as `internal`.
 * `own`: sentences of the one who speaks, in the same language.
 */
export function errorSentence(
  locale: string,
  code: string,
  data: ErrorData = {},
  own: Readonly<Record<string, Sentence>> = {},
): string {
  const language = languageOf(locale);
  const texts = TEXTS[language];
  const sentences: Readonly<Record<string, Sentence>> = { ...texts.errors, ...own };
  const sentence = (Object.hasOwn(sentences, code) && sentences[code]) || texts.errors.internal;
  return renderSentence(sentence, withOptionNames(locale, data), texts.nothing, language);
}

/** Options as the person's own Discord calls them. */
function withOptionNames(locale: string, data: ErrorData): ErrorData {
  const called = (['option', 'beside'] as const).filter((key) => key in data);
  return {
    ...data,
    ...Object.fromEntries(called.map((key) => [key, optionName(String(data[key]), locale)])),
  };
}
