import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { type BotTexts, inEveryLanguage, WORDS } from '../words.ts';

type Pick<Texts> = (words: BotTexts, locale: string) => Texts;

/** Name of a command or option, with those in other languages. */
export function named(pick: Pick<{ name: string }>) {
  return {
    name: pick(WORDS, 'en').name,
    name_localizations: inEveryLanguage((...words) => pick(...words).name),
  };
}

/** Name and description, with those in other languages. */
export function described(pick: Pick<{ name: string; description: string }>) {
  return {
    ...named(pick),
    description: pick(WORDS, 'en').description,
    description_localizations: inEveryLanguage((...words) => pick(...words).description),
  };
}

/** In servers, in the bot's DM, and installed for a user anywhere. These fields exist on global commands only. */
export const EVERYWHERE = {
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
};
