import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { type BotTexts, inEveryLanguage, WORDS } from '../words.ts';

/** Name of a command or option, with those in other languages. */
export function named(pick: (texts: BotTexts) => { name: string }) {
  return { name: pick(WORDS).name, name_localizations: inEveryLanguage((texts) => pick(texts).name) };
}

/** Name and description, with those in other languages. */
export function described(pick: (texts: BotTexts) => { name: string; description: string }) {
  return {
    ...named(pick),
    description: pick(WORDS).description,
    description_localizations: inEveryLanguage((texts) => pick(texts).description),
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
