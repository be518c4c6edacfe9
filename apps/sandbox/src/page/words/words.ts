import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { de } from './de.ts';
import { en, type Words } from './en.ts';
import { esES } from './es-ES.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { ptBR } from './pt-BR.ts';

export type { Words } from './en.ts';

/** Languages in which the page speaks, under Discord's names for them; the first is everybody else's. */
export const LANGUAGES = {
  'en-US': { name: 'English', words: en },
  de: { name: 'Deutsch', words: de },
  fr: { name: 'Français', words: fr },
  'es-ES': { name: 'Español', words: esES },
  'pt-BR': { name: 'Português do Brasil', words: ptBR },
  ja: { name: '日本語', words: ja },
} as const satisfies Record<string, { name: string; words: Words }>;

export type Language = keyof typeof LANGUAGES;

/** The first of the wished locales (`de-AT`, `pt`) that the page speaks. */
export function languageOf(wished: readonly string[]): Language {
  const known = Object.keys(LANGUAGES) as Language[];
  const family = (locale: string) => locale.split('-')[0];
  const found = wished.map((wish) => known.find((one) => family(one) === family(wish)));
  return found.find((one) => one !== undefined) ?? 'en-US';
}

/** A text with its `{names}` filled in. */
export const fill = (template: string, data: Readonly<Record<string, string | number>>): string =>
  parts(template, data).join('');

/** The same with things that are no text, in the order in which the language has them. */
export const parts = <T>(template: string, data: Readonly<Record<string, T>>): (T | string)[] =>
  template.split(/\{(\w+)\}/).map((part, n) => (n % 2 === 1 ? (data[part] ?? `{${part}}`) : part));

interface Spoken {
  language: Language;
  words: Words;
}

/** What `Speaking.Provider` takes. */
export const spoken = (language: Language): Spoken => ({ language, words: LANGUAGES[language].words });

/** The language of the one who sits at the page. */
export const Speaking = createContext<Spoken>(spoken('en-US'));

export const useSpoken = (): Spoken => useContext(Speaking);
export const useWords = (): Words => useSpoken().words;
export const useLanguage = (): Language => useSpoken().language;
