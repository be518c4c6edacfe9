import { LIMITS } from '@atelier/contract/limits.ts';
import { type AskedOption, ORDER } from '@atelier/contract/order.ts';
import { ASKED, type Asked, optionTexts, valueText } from '@atelier/discord/texts/order.ts';
import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { type BotTexts, fill, inEveryLanguage, WORDS } from '../words.ts';
import { described, EVERYWHERE, named } from './describe.ts';

/** Discord's limit for the text of an option, and far more than any preset's name. */
export const PRESET_MAX_LENGTH = 100;

/** An option of `/style`, as the order's table says. */
function optionOf(asked: Asked): APIApplicationCommandOption {
  const words = described((_, locale) => optionTexts(asked, locale));
  if (asked === 'photo' || asked === 'styleImage') {
    // `file_types` only compares the file's extension, on the person's side: the bytes are checked when they are here
    const file_types: ('image' | 'video')[] = asked === 'photo' ? ['image', 'video'] : ['image'];
    return {
      type: ApplicationCommandOptionType.Attachment,
      file_types,
      ...words,
      ...(asked === 'photo' && { required: true }),
    };
  }
  if (asked === 'private') return { type: ApplicationCommandOptionType.Boolean, ...words };
  const option = ORDER[asked];
  switch (option.kind) {
    case 'preset':
      return {
        type: ApplicationCommandOptionType.String,
        autocomplete: true,
        max_length: PRESET_MAX_LENGTH,
        ...words,
      };
    case 'choice':
      return {
        type: ApplicationCommandOptionType.String,
        ...words,
        choices: option.of.map((value) => ({
          name: choiceLabel(asked, value, WORDS, 'en'),
          name_localizations: inEveryLanguage((words, locale) => choiceLabel(asked, value, words, locale)),
          value,
        })),
      };
    case 'whole':
      return {
        type: ApplicationCommandOptionType.Integer,
        ...words,
        min_value: option.min,
        max_value: asked === 'size' ? Math.max(...Object.values(LIMITS.longestSide)) : option.max,
      };
    case 'flag':
      return { type: ApplicationCommandOptionType.Boolean, ...words };
  }
}

/** What is painted where nothing is chosen is marked; of the qualities that is fast, as the description says. */
function choiceLabel(asked: AskedOption, value: string, { marked }: BotTexts, locale: string): string {
  const label = valueText(asked, value, locale);
  const usual = asked === 'quality' ? 'fast' : ORDER[asked].default;
  return value === usual ? fill(marked, { value: label }) : label;
}

/** `/style` as it is registered. */
export const STYLE_COMMAND: RESTPostAPIChatInputApplicationCommandsJSONBody = {
  type: ApplicationCommandType.ChatInput,
  ...described((texts) => texts.commands.style),
  ...EVERYWHERE,
  options: ASKED.map(optionOf),
};

/** Apps ▸ Style this image, on any message. */
export const STYLE_THIS_COMMAND = {
  type: ApplicationCommandType.Message,
  ...named((texts) => texts.commands.styleThis),
  ...EVERYWHERE,
} as const;

/** Apps ▸ Paint these pictures, on any message: one form for all of them. */
export const PAINT_THESE_COMMAND = {
  type: ApplicationCommandType.Message,
  ...named((texts) => texts.commands.paintThese),
  ...EVERYWHERE,
} as const;

/** Apps ▸ Report this picture, on any message. */
export const REPORT_THIS_COMMAND = {
  type: ApplicationCommandType.Message,
  ...named((texts) => texts.commands.reportThis),
  ...EVERYWHERE,
} as const;
