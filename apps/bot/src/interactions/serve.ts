import { Events, GatewayDispatchEvents, type Interaction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { suggest } from '../commands/autocomplete.ts';
import { AtelierError } from '../errors.ts';
import { wordsFor } from '../words.ts';
import { defer } from './acknowledge.ts';
import { replyPrivately } from './answer.ts';
import type { Answered } from './handler.ts';
import { RecentIds } from './recent.ts';
import { refuse } from './refuse.ts';
import { handlerOf } from './route.ts';

export interface Service {
  /** Answers one interaction; never throws. */
  answer(interaction: Interaction): Promise<void>;
  /** Takes nothing new (people are told to come back in a minute) and resolves when all under way is answered. */
  stop(): Promise<void>;
}

/** Answers the gateway's interactions from now on, each once. */
export function serveInteractions(bot: Bot): Service {
  const recent = new RecentIds();
  const underWay = new Set<Promise<void>>();
  let open = true;

  const answer = async (interaction: Interaction) => {
    if (!recent.add(interaction.id)) return;
    const answering = answerOne(bot, interaction, () => open).catch((error) => {
      bot.log.error({ err: error, interactionId: interaction.id }, 'an interaction failed');
    });
    underWay.add(answering);
    await answering;
    underWay.delete(answering);
  };
  bot.client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
  bot.client.ws.on(GatewayDispatchEvents.InteractionCreate, bot.places.note); // comes before the event above

  return {
    answer,
    async stop() {
      open = false;
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

async function answerOne(bot: Bot, interaction: Interaction, isOpen: () => boolean): Promise<void> {
  if (interaction.isAutocomplete()) return suggest(interaction, bot);
  const handler = handlerOf(interaction);
  if (!handler) return replyPrivately(bot, interaction, unknownWords(interaction));
  const wanted = typeof handler.defer === 'function' ? await handler.defer(interaction, bot) : handler.defer;
  if (!(await defer(bot, interaction, wanted))) return;
  try {
    if (!isOpen()) throw new AtelierError('service.unavailable');
    await handler.run(interaction, bot, wanted);
  } catch (error) {
    await refuse(bot, interaction, error, wanted);
  }
}

/** For a command or a button of an older or newer version than this one. */
function unknownWords(interaction: Answered): string {
  const words = wordsFor(interaction.locale);
  return interaction.isCommand() ? words.unknownCommand : words.unknownButton;
}
