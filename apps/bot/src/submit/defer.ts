import { MessageFlags } from 'discord.js';
import type { Bot } from '../reply/bot.ts';
import type { Answered, Deferral } from '../reply/handler.ts';
import { mayPost } from './permissions.ts';

/**
 * Whether an order is answered in public: as the server wants it, and in private where that is not known in time.
 * What comes from a private message stays private.
 */
export async function deferOrder(interaction: Answered, bot: Bot): Promise<Deferral> {
  return isPrivate(interaction) ? 'private' : deferAsServer(interaction, bot);
}

/** The same for an order from a form, which is private whatever becomes of the picture. */
export async function deferAsServer(interaction: Answered, bot: Bot): Promise<Deferral> {
  const settings = await bot.settings.soon(interaction.guildId);
  if (!settings?.publicResults) return 'private';
  if (mayPost(interaction, bot)) return 'public';
  hushed.add(interaction);
  return 'private';
}

const hushed = new WeakSet<Answered>();

/** Whether it is answered in private only because the bot may not post there: its person is told. */
export function wasHushed(interaction: Answered): boolean {
  return hushed.has(interaction);
}

function isPrivate(interaction: Answered): boolean {
  return interaction.isMessageComponent() && interaction.message.flags.has(MessageFlags.Ephemeral);
}
