import { parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { type Settings, writeSettings } from '@atelier/queue/settings.ts';
import type { ChatInputCommandInteraction, MessageComponentInteraction } from 'discord.js';
import { show } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Handler } from '../reply/handler.ts';
import { managedGuild } from '../submit/permissions.ts';
import { SET, settingsPanel, USUAL } from './settings-panel.ts';

type Press = MessageComponentInteraction;

/** `/settings`, for those who may manage the server. Discord hides it from others, and this asks again. */
export const SETTINGS: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const guildId = managedGuild(interaction);
    await showPanel(bot, interaction, await bot.settings.get(guildId));
  },
};

/** One change. The row is written first, and the panel shows what the row says. */
function change(read: (chosen: readonly string[]) => Partial<Settings>): Handler<Press> {
  return {
    defer: 'update',
    async run(interaction: Press, bot) {
      const guildId = managedGuild(interaction);
      const changes = read(chosenIn(interaction));
      const settings = await reaching(writeSettings(bot.workshop, guildId, changes, interaction.user.id));
      bot.settings.put(guildId, settings);
      bot.log.info({ guildId, changes, by: interaction.user.id }, 'settings were changed');
      await showPanel(bot, interaction, settings);
    },
  };
}

/** Values of a select; of a switch, the subject of its custom id. */
function chosenIn(interaction: Press): readonly string[] {
  if (interaction.isAnySelectMenu()) return interaction.values;
  return [parseCustomId(interaction.customId)?.subject ?? ''];
}

const own = (value: string | undefined) => (value === undefined || value === USUAL ? null : value);
const isOn = ([value]: readonly string[]) => value === 'on';

export const SETTINGS_COMPONENTS: Readonly<Record<string, Handler<Press>>> = {
  [SET.channels]: change((channels) => ({ channels: [...channels] })),
  [SET.roles]: change((roles) => ({ roles: [...roles] })),
  [SET.limit]: change(([limit]) => ({ openJobsPerUser: own(limit) === null ? null : Number(limit) })),
  // what is none of the values is refused where the row is written
  [SET.quality]: change(([quality]) => ({ defaultQuality: own(quality) as Settings['defaultQuality'] })),
  [SET.nsfw]: change(([nsfw]) => ({ nsfw: nsfw as Settings['nsfw'] })),
  // off leaves the length that was chosen
  [SET.clips]: change(([length]) =>
    length === 'off'
      ? { clips: false }
      : { clips: true, clipSeconds: Number(length) as Settings['clipSeconds'] },
  ),
  [SET.clipSide]: change(([side]) => ({ clipSide: Number(side) as Settings['clipSide'] })),
  [SET.clipRate]: change(([rate]) => ({ clipRate: Number(rate) as Settings['clipRate'] })),
  [SET.spoiler]: change((chosen) => ({ spoiler: isOn(chosen) })),
  [SET.public]: change((chosen) => ({ publicResults: isOn(chosen) })),
  [SET.reports]: change(([channel]) => ({ reportChannel: channel ?? null })),
  [SET.watermark]: change((chosen) => ({ watermark: isOn(chosen) })),
};

async function showPanel(bot: Bot, interaction: ChatInputCommandInteraction | Press, settings: Settings) {
  await show(bot, interaction, settingsPanel(settings, interaction.locale).body);
}
