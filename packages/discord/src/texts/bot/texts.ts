import { type Language, languageOf } from '../locale.ts';
import { de } from './de.ts';
import { type BotTexts, en } from './en.ts';
import { esES } from './es-ES.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { ptBR } from './pt-BR.ts';

export type { BotTexts } from './en.ts';

/** The bot's own words in every language: commands, forms, lists, settings. */
export const BOT_TEXTS: Readonly<Record<Language, BotTexts>> = {
  en,
  de,
  fr,
  'es-ES': esES,
  ja,
  'pt-BR': ptBR,
};

/** The bot's own words for a locale as Discord names it. */
export function botTextsFor(locale: string): BotTexts {
  return BOT_TEXTS[languageOf(locale)];
}
