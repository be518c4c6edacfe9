import { type ErrorData, renderSentence, type Sentence } from '@atelier/contract/errors.ts';
import { presets } from '@atelier/core/styles/catalogue.ts';
import { titleIn } from '@atelier/core/styles/preset-words.ts';
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
  const called = withTitles(language, withOptionNames(locale, data));
  return renderSentence(sentence, called, texts.nothing, language);
}

/** Options as the person's own Discord calls them. */
function withOptionNames(locale: string, data: ErrorData): ErrorData {
  const called = (['option', 'beside'] as const).filter((key) => key in data);
  return {
    ...data,
    ...Object.fromEntries(called.map((key) => [key, optionName(String(data[key]), locale)])),
  };
}

/** Presets that are offered by what they are called in that language, which /style takes as well as their names. */
function withTitles(language: Language, data: ErrorData): ErrorData {
  const all = presets();
  const titled = (names: string) =>
    names.split(', ').map((name) => {
      const preset = all.find((one) => one.name === name);
      return preset ? titleIn(preset, language) : name;
    });
  const lists = (['near', 'presets'] as const).filter((key) => key in data);
  const shown = lists.map((key) => [key, titled(String(data[key])).join(', ')]);
  return { ...data, ...Object.fromEntries(shown) };
}
