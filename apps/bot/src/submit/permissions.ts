import { type Quota, quotaFor } from '@atelier/queue/quota.ts';
import type { Settings } from '@atelier/queue/settings.ts';
import { PermissionFlagsBits } from 'discord.js';
import { AtelierError } from '../errors.ts';
import type { Bot } from '../reply/bot.ts';
import type { Answered } from '../reply/handler.ts';

/** A server's settings, and what this person may have painted there. */
export type Rules = Settings & { quota: Quota | null };

/**
 * The settings under which an order is taken. Those who may manage the server are not kept out by them.
 * Errors: settings.channel, settings.role.
 */
export async function rulesFor(bot: Bot, interaction: Answered): Promise<Rules> {
  const settings = await bot.settings.get(interaction.guildId);
  const own = rolesOf(interaction);
  const quota = quotaFor(settings.quotas, own);
  // a quota of nothing is for other roles: there is no time at which it would be free
  if (quota !== null && Object.values(quota).includes(0)) throw new AtelierError('settings.role');
  const rules = { ...settings, quota };
  if (mayManage(interaction)) return rules;
  const { channels, roles } = settings;
  const here = [interaction.channelId, bot.channelsSeen.of(interaction).parentId];
  if (channels.length > 0 && !channels.some((id) => here.includes(id)))
    throw new AtelierError('settings.channel', { channels: channels.map((id) => `<#${id}>`).join(', ') });
  if (roles.length > 0 && !roles.some((id) => own.includes(id))) throw new AtelierError('settings.role');
  return rules;
}

export function mayManage({ memberPermissions }: Answered): boolean {
  return memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false;
}

/** The server that this person may manage. Errors: server.manage, outside of servers too. */
export function managedGuild(interaction: Answered): string {
  if (interaction.guildId === null || !mayManage(interaction)) throw new AtelierError('server.manage');
  return interaction.guildId;
}

/**
 * Discord's raw member has a list of ids; a cached one, which discord.js makes, a manager of roles. Neither has to name
 * the role that everybody has, @everyone, whose id is the server's and which can be chosen as others can.
 */
function rolesOf({ member, guildId }: Answered): readonly string[] {
  if (!member || guildId === null) return [];
  const own = Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
  return [...own, guildId];
}

const { ViewChannel, AttachFiles, SendMessages, SendMessagesInThreads, UseExternalApps } =
  PermissionFlagsBits;

/**
 * Whether the bot may post pictures where this comes from, for all to see. Where the app is the person's own, it is the
 * person who must be allowed that; elsewhere the bot needs it for itself, at the latest when the interaction is over.
 */
export function mayPost(interaction: Answered, { channelsSeen }: Pick<Bot, 'channelsSeen'>): boolean {
  const { guildId, appPermissions, memberPermissions, authorizingIntegrationOwners: owners } = interaction;
  if (guildId === null) return true;
  if (owners.guildId === null) return memberPermissions?.has(UseExternalApps) ?? true;
  const send = channelsSeen.of(interaction).thread ? SendMessagesInThreads : SendMessages;
  return appPermissions.has([ViewChannel, AttachFiles, send]);
}
