import { en } from '@atelier/jobs/texts/bot/en.ts';
import { type BotTexts, botTextsFor } from '@atelier/jobs/texts/bot/texts.ts';
import { LOCALES } from '@atelier/jobs/texts/locale.ts';
import type { LocalizationMap } from 'discord.js';

/** What commands are registered as, before localisation; their names are how the bot tells them apart. */
export const WORDS = en;

/** The bot's own words in a person's language; English where there is no translation. */
export const wordsFor = botTextsFor;

/** One of the words under every locale of Discord's that has a translation, for the registration of a command. */
export function inEveryLanguage(pick: (words: BotTexts, locale: string) => string): LocalizationMap {
  const locales = Object.values(LOCALES).flat();
  return Object.fromEntries(locales.map((locale) => [locale, pick(botTextsFor(locale), locale)]));
}

export { fill } from '@atelier/jobs/texts/locale.ts';
export type { BotTexts };
