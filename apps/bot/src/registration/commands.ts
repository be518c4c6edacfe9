import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord.js';
import type { BotTexts } from '../words.ts';
import { described, EVERYWHERE } from './describe.ts';
import type { CommandBody } from './register.ts';
import {
  PAINT_THESE_COMMAND,
  REPORT_THIS_COMMAND,
  STYLE_COMMAND,
  STYLE_THIS_COMMAND,
} from './style-command.ts';

type Plain = Exclude<keyof BotTexts['commands'], 'style' | 'styleThis' | 'paintThese' | 'reportThis'>;

const plain = (command: Plain) => ({
  type: ApplicationCommandType.ChatInput as const,
  ...described((texts) => texts.commands[command]),
});

/** On servers, for those who may manage them; whoever manages one may give it to others under Integrations. */
const FOR_MANAGERS = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
  default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
};

/** Characters that Discord lets a person write; what menus show of them is cut, see PRESET_TEXT. */
const MAX_LENGTH = { title: 80, artist: 60, year: 30, moods: 300 } as const;

/** The options of /learn as they are registered. */
const LEARN_OPTIONS = [
  {
    type: ApplicationCommandOptionType.Attachment as const,
    ...described((words) => words.learnOptions.painting),
    required: true,
    file_types: ['image' as const],
  },
  ...(['title', 'artist', 'year', 'moods'] as const).map((option) => ({
    type: ApplicationCommandOptionType.String as const,
    ...described((words) => words.learnOptions[option]),
    ...(option === 'title' && { required: true }),
    max_length: MAX_LENGTH[option],
  })),
];

/** Every command as it is registered. */
export const COMMANDS: readonly CommandBody[] = [
  STYLE_COMMAND,
  STYLE_THIS_COMMAND,
  PAINT_THESE_COMMAND,
  REPORT_THIS_COMMAND,
  { ...plain('styles'), ...EVERYWHERE },
  { ...plain('queue'), ...EVERYWHERE },
  { ...plain('history'), ...EVERYWHERE },
  { ...plain('defaults'), ...EVERYWHERE },
  { ...plain('privacy'), ...EVERYWHERE },
  { ...plain('workers'), ...FOR_MANAGERS },
  { ...plain('settings'), ...FOR_MANAGERS },
  { ...plain('learn'), ...FOR_MANAGERS, options: LEARN_OPTIONS },
  { ...plain('presets'), ...FOR_MANAGERS },
];
