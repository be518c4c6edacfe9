import { AtelierError } from '@atelier/jobs/errors.ts';
import {
  type ChatInputCommandInteraction,
  DiscordAPIError,
  Events,
  type Interaction,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Bot } from '../bot.ts';
import { suggest } from '../commands/autocomplete.ts';
import { takeStyleOrder } from '../commands/style.ts';
import { WORDS } from '../words.ts';
import { replyPrivately } from './answer.ts';
import { RecentIds } from './recent.ts';
import { refuse } from './refuse.ts';

/** What a command does once its reply is deferred. Whatever it throws becomes a private refusal. */
type Command = (interaction: ChatInputCommandInteraction, bot: Bot) => Promise<void>;

const COMMANDS: ReadonlyMap<string, Command> = new Map([[WORDS.style.name, takeStyleOrder]]);

/**
 * Answers interactions from now on. `stop` takes no new commands (they are told to come back in a minute)
 * and resolves when those under way have been answered.
 */
export function serveInteractions(bot: Bot): { stop(): Promise<void> } {
  const recent = new RecentIds();
  const underWay = new Set<Promise<void>>();
  let open = true;

  bot.client.on(Events.InteractionCreate, (interaction) => {
    if (!recent.add(interaction.id)) return;
    const answer = answerOne(bot, interaction, () => open).catch((error) => {
      bot.log.error({ err: error, interactionId: interaction.id }, 'an interaction failed');
    });
    underWay.add(answer);
    answer.finally(() => underWay.delete(answer));
  });

  return {
    async stop() {
      open = false;
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

async function answerOne(bot: Bot, interaction: Interaction, isOpen: () => boolean): Promise<void> {
  if (interaction.isAutocomplete()) return suggest(interaction, bot);
  if (!interaction.isRepliable()) return;
  const command = interaction.isChatInputCommand() ? COMMANDS.get(interaction.commandName) : undefined;
  if (!command || !interaction.isChatInputCommand()) {
    return replyPrivately(bot, interaction, WORDS.unknownCommand);
  }
  // Before anything else: Discord drops the interaction when 3 s pass without an answer.
  if (!(await defer(bot, interaction))) return;
  try {
    if (!isOpen()) throw new AtelierError('service.unavailable');
    await command(interaction, bot);
  } catch (error) {
    await refuse(bot, interaction, error);
  }
}

/** False when there is nobody to answer: the interaction came too late, or another process has answered it. */
async function defer({ log }: Bot, interaction: ChatInputCommandInteraction): Promise<boolean> {
  try {
    await interaction.deferReply();
    return true;
  } catch (error) {
    const code = error instanceof DiscordAPIError ? error.code : undefined;
    const expected =
      code === RESTJSONErrorCodes.UnknownInteraction ||
      code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;
    log[expected ? 'warn' : 'error'](
      { err: error, interactionId: interaction.id },
      'an interaction could not be deferred',
    );
    return false;
  }
}
