import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { WORDS } from '../words.ts';

const { style } = WORDS;

/** Discord's limit for the text of an option, and far more than any preset's name. */
export const PRESET_MAX_LENGTH = 100;

/**
 * `/style` as it is registered. `file_types` only compares the file's extension, on the person's side: the
 * bytes are checked when they are here. Contexts and integration types exist on global commands only.
 */
export const STYLE_COMMAND: RESTPostAPIChatInputApplicationCommandsJSONBody = {
  type: ApplicationCommandType.ChatInput,
  name: style.name,
  description: style.description,
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  options: [
    {
      type: ApplicationCommandOptionType.Attachment,
      name: style.photo.name,
      description: style.photo.description,
      required: true,
      file_types: ['image'],
    },
    {
      type: ApplicationCommandOptionType.String,
      name: style.preset.name,
      description: style.preset.description,
      required: true,
      autocomplete: true,
      max_length: PRESET_MAX_LENGTH,
    },
    {
      type: ApplicationCommandOptionType.String,
      name: style.quality.name,
      description: style.quality.description,
      required: false,
      choices: [
        { name: style.quality.fast, value: 'fast' },
        { name: style.quality.high, value: 'high' },
      ],
    },
  ],
};
