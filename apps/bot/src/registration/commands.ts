import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord.js';
import type { BotTexts } from '../words.ts';
import { described, EVERYWHERE } from './describe.ts';
import { LEARN_OPTIONS } from './learn-command.ts';
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
