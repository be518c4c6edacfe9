import { PermissionFlagsBits as P } from 'discord-api-types/v10';

/** Every permission that exists: what the owner of a server may do there. */
export const EVERYTHING = (1n << 53n) - 1n;

/** What everybody may do in a server of the sandbox. */
export const EVERYONE =
  P.ViewChannel |
  P.SendMessages |
  P.SendMessagesInThreads |
  P.EmbedLinks |
  P.AttachFiles |
  P.AddReactions |
  P.ReadMessageHistory |
  P.UseExternalEmojis |
  P.UseApplicationCommands |
  P.UseExternalApps;

/** What a role adds for those who look after a server. */
export const MANAGING = P.ManageGuild | P.ManageRoles | P.ManageChannels | P.ManageMessages;

/** What the bot may do where it is a member: everything but to administrate. */
export const BOT_RIGHTS = EVERYTHING & ~P.Administrator;

export const holds = (permissions: bigint, needed: bigint): boolean =>
  (permissions & P.Administrator) !== 0n || (permissions & needed) === needed;
