import type { Settings } from '@atelier/queue/settings.ts';
import { PermissionFlagsBits } from 'discord.js';
import { AtelierError } from '../errors.ts';
import type { Bot } from '../reply/bot.ts';
import type { Answered } from '../reply/handler.ts';

/**
 * The settings under which an order is taken. Those who may manage the server are not kept out by them.
 * Errors: settings.channel, settings.role.
 */
export async function rulesFor(bot: Bot, interaction: Answered): Promise<Settings> {
  const settings = await bot.settings.get(interaction.guildId);
  if (mayManage(interaction)) return settings;
  const { channels, roles } = settings;
  const here = [interaction.channelId, bot.channelsSeen.of(interaction).parentId];
  if (channels.length > 0 && !channels.some((id) => here.includes(id)))
    throw new AtelierError('settings.channel', { channels: channels.map((id) => `<#${id}>`).join(', ') });
  const own = rolesOf(interaction);
  if (roles.length > 0 && !roles.some((id) => own.includes(id))) throw new AtelierError('settings.role');
  return settings;
}

export function mayManage({ memberPermissions }: Answered): boolean {
  return memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false;
}

/** Discord's raw member has a list of ids; a cached one, which discord.js makes, a manager of roles. */
function rolesOf({ member }: Answered): readonly string[] {
  if (!member) return [];
  return Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
}
