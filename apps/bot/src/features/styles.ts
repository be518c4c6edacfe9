import { parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import type { ChatInputCommandInteraction, MessageComponentInteraction } from 'discord.js';
import { show } from '../reply/answer.ts';
import type { Handler } from '../reply/handler.ts';
import { wordsFor } from '../words.ts';
import { galleryPage } from './styles-page.ts';

/** `/styles`: private, so that looking around fills no channel. */
export const STYLES: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    await show(bot, interaction, await galleryPage(0, wordsFor(interaction.locale)));
  },
};

export const TURN_PAGE: Handler<MessageComponentInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    const page = Number(parseCustomId(interaction.customId)?.subject);
    await show(bot, interaction, await galleryPage(page, wordsFor(interaction.locale)));
  },
};
