import { type APIApplicationCommand, ChannelType } from 'discord-api-types/v10';
import { holds } from '../rights.ts';
import type { Channel, World } from '../world.ts';

/** Where an interaction happens, by Discord's numbers: 0 server, 1 conversation with the bot, 2 other conversations. */
export const contextOf = (channel: Channel): 0 | 1 | 2 =>
  channel.guildId !== null ? 0 : channel.type === ChannelType.DM ? 1 : 2;

/** Why Discord's client would not offer a command here to a person with these permissions; null when it does. */
export function withheld(
  world: World,
  command: APIApplicationCommand,
  channel: Channel,
  permissions: bigint,
): string | null {
  const context = contextOf(channel);
  const types: number[] = command.integration_types ?? [0];
  const contexts = command.contexts as number[] | null | undefined;
  const needed = command.default_member_permissions;
  if (command.guild_id && command.guild_id !== channel.guildId) return 'It belongs to another server.';
  if (contexts && !contexts.includes(context)) return 'It cannot be used in this kind of place.';
  if (!command.guild_id && context !== 1 && !types.includes(channel.botIsHere ? 0 : 1))
    return channel.botIsHere ? 'It is not installed in this server.' : 'It is not installed for a person.';
  if (command.nsfw && channel.guildId !== null && !channel.nsfw)
    return 'It is for age-restricted channels only.';
  if (channel.guildId !== world.guild.id || needed === null || needed === undefined) return null;
  // "0" is Discord's way to say: administrators only.
  const allowed = needed === '0' ? holds(permissions, 1n << 62n) : holds(permissions, BigInt(needed));
  return allowed ? null : 'You do not have the permissions for it.';
}
