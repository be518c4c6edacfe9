import { fill } from '@atelier/contract/template.ts';

export { fill };

/** Languages in which the bot speaks; the first is what everybody else reads. Discord's names for them. */
export const LANGUAGES = ['en', 'de', 'fr', 'es-ES', 'ja', 'pt-BR'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The locales under which Discord knows a language, for localised command names; English is the default. */
export const LOCALES: Readonly<Record<Exclude<Language, 'en'>, readonly string[]>> = {
  de: ['de'],
  fr: ['fr'],
  'es-ES': ['es-ES', 'es-419'],
  ja: ['ja'],
  'pt-BR': ['pt-BR'],
};

/** The language for a locale of Discord: `es-419` reads Spanish, `en-GB` and everything unknown English. */
export function languageOf(locale: string): Language {
  const exact = LANGUAGES.find((one) => one === locale);
  if (exact !== undefined) return exact;
  const [family] = locale.split('-');
  return LANGUAGES.find((one) => one.split('-')[0] === family) ?? 'en';
}

/** The right one of two forms, filled in: French and Portuguese count 0 as singular, Japanese knows no plural. */
export function plural(
  language: Language,
  count: number,
  forms: { readonly one: string; readonly other: string },
  data: Readonly<Record<string, string | number>> = {},
): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? forms.one : forms.other;
  return fill(form, { ...data, count: new Intl.NumberFormat(language).format(count) });
}
