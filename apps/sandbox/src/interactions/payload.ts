import type { APIUser } from 'discord-api-types/v10';
import { interactionToken } from '../ids.ts';
import { member } from '../people.ts';
import { BOT_RIGHTS, EVERYONE } from '../rights.ts';
import type { Channel, World } from '../world.ts';
import type { InteractionPayload } from './interaction.ts';
import { contextOf } from './offered.ts';

export interface PayloadGiven {
  type: number;
  user: APIUser;
  channel: Channel;
  userInstalled: boolean;
  /** What the person may do in this channel. */
  permissions: bigint;
  /** What the bot may do there; undefined: what is usual. */
  appPermissions?: bigint | undefined;
  /** Ids of the person's roles in this server. */
  roles: readonly string[];
  data: object;
  /** Largest file the bot may answer with, bytes; Discord's own figure can be wrong, so a test may set it. */
  attachmentSizeLimit: number;
  locale: string;
  message?: object | undefined;
}

/** The part of INTERACTION_CREATE that is the same for every type of interaction. */
export function payload(world: World, given: PayloadGiven): InteractionPayload {
  const { channel, user, userInstalled } = given;
  const id = world.nextId();
  const guildId = channel.guildId;
  const permissions = given.permissions.toString();
  return {
    id,
    application_id: world.application.id,
    type: given.type,
    token: interactionToken(id),
    version: 1,
    data: given.data,
    channel_id: channel.id,
    channel: {
      id: channel.id,
      type: channel.type,
      name: channel.name,
      ...(guildId && { guild_id: guildId, position: 0, permissions, flags: 0, nsfw: channel.nsfw }),
    },
    ...(guildId
      ? {
          guild_id: guildId,
          guild: { id: guildId, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: { ...member(user, given.roles), permissions },
        }
      : { user }),
    ...(given.message && { message: given.message }),
    app_permissions: (given.appPermissions ?? (userInstalled ? EVERYONE : BOT_RIGHTS)).toString(),
    locale: given.locale,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: userInstalled ? { 1: user.id } : { 0: guildId ?? '0' },
    context: contextOf(channel),
    attachment_size_limit: given.attachmentSizeLimit,
  };
}
