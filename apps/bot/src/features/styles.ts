import { type Preset, presets } from '@atelier/core/styles/catalogue.ts';
import { parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import type { ChatInputCommandInteraction, MessageComponentInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { show } from '../reply/answer.ts';
import type { FormHandler, Handler } from '../reply/handler.ts';
import { USE_STYLE } from './paint-form.ts';
import { GALLERY_ACTIONS, galleryPage, styleCloser } from './styles-page.ts';

type Press = MessageComponentInteraction;

/** `/styles`: private, so that looking around fills no channel. */
export const STYLES: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    await show(bot, interaction, await galleryPage(bot, 0, interaction));
  },
};

export const GALLERY_COMPONENTS: Readonly<Record<string, Handler<Press> | FormHandler<Press>>> = {
  [GALLERY_ACTIONS.turn]: {
    defer: 'update',
    async run(interaction, bot) {
      const page = Number(parseCustomId(interaction.customId)?.subject);
      await show(bot, interaction, await galleryPage(bot, page, interaction));
    },
  },
  [GALLERY_ACTIONS.look]: {
    defer: 'update',
    async run(interaction, bot) {
      const name = interaction.isStringSelectMenu() ? interaction.values[0] : undefined;
      await show(bot, interaction, await styleCloser(bot, offered(name, interaction), interaction));
    },
  },
  [GALLERY_ACTIONS.use]: USE_STYLE,
};

/** Errors: preset.gone. */
function offered(name: string | undefined, { guildId }: Press): Preset {
  const preset = presets(guildId).find((one) => one.name === name);
  if (preset === undefined) throw new AtelierError('preset.gone');
  return preset;
}
