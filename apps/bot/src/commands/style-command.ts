import { LIMITS } from '@atelier/jobs/limits.ts';
import { OPTIONS } from '@atelier/jobs/options.ts';
import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { type BotTexts, inEveryLanguage, WORDS } from '../words.ts';
import { described, EVERYWHERE, named } from './describe.ts';

type StyleTexts = BotTexts['commands']['style'];
/** The options of `/style`: those of its words that have a name and a description. */
type Option = {
  [K in keyof StyleTexts]: StyleTexts[K] extends { name: string; description: string } ? K : never;
}[keyof StyleTexts];

/** Discord's limit for the text of an option, and far more than any preset's name. */
export const PRESET_MAX_LENGTH = 100;

const words = (option: Option) => described((texts) => texts.commands.style[option]);
const quality = (value: 'fast' | 'high') => ({
  name: WORDS.commands.style.quality[value],
  name_localizations: inEveryLanguage((texts) => texts.commands.style.quality[value]),
  value,
});
/** `file_types` only compares the file's extension, on the person's side: the bytes are checked when they are here. */
const PICTURE = {
  type: ApplicationCommandOptionType.Attachment as const,
  file_types: ['image' as const],
};
const PRESET = {
  type: ApplicationCommandOptionType.String,
  autocomplete: true,
  max_length: PRESET_MAX_LENGTH,
} as const;

const OPTIONS_OF_STYLE: APIApplicationCommandOption[] = [
  { ...PICTURE, ...words('photo'), required: true },
  { ...PRESET, ...words('preset'), required: true },
  {
    type: ApplicationCommandOptionType.String,
    ...words('quality'),
    choices: [quality('fast'), quality('high')],
  },
  {
    type: ApplicationCommandOptionType.Integer,
    ...words('strength'),
    min_value: LIMITS.strength.least,
    max_value: LIMITS.strength.most,
  },
  { ...PRESET, ...words('blend') },
  {
    type: ApplicationCommandOptionType.Integer,
    ...words('blendShare'),
    min_value: LIMITS.blendShare.least,
    max_value: LIMITS.blendShare.most,
  },
  { ...PICTURE, ...words('styleImage') },
  { type: ApplicationCommandOptionType.Boolean, ...words('keepColours') },
  {
    type: ApplicationCommandOptionType.Integer,
    ...words('size'),
    min_value: Math.min(OPTIONS.size.fast.min, OPTIONS.size.high.min),
    max_value: Math.max(LIMITS.longestSide.fast, LIMITS.longestSide.high),
  },
];

/** `/style` as it is registered. */
export const STYLE_COMMAND: RESTPostAPIChatInputApplicationCommandsJSONBody = {
  type: ApplicationCommandType.ChatInput,
  ...described((texts) => texts.commands.style),
  ...EVERYWHERE,
  options: OPTIONS_OF_STYLE,
};

/** Apps ▸ Style this image, on any message. */
export const STYLE_THIS_COMMAND = {
  type: ApplicationCommandType.Message,
  ...named((texts) => texts.commands.styleThis),
  ...EVERYWHERE,
} as const;
