import type { APIUser } from 'discord-api-types/v10';
import { interactionToken } from '../ids.ts';
import { member, PERMISSIONS } from '../people.ts';
import type { Channel, World } from '../world.ts';
import type { InteractionPayload } from './interaction.ts';

export interface PayloadGiven {
  type: number;
  user: APIUser;
  channel: Channel;
  userInstalled: boolean;
  data: object;
  /** Largest file the bot may answer with, bytes; Discord's own figure can be wrong, so a test may set it. */
  attachmentSizeLimit: number;
  locale: string;
  message?: object;
}

/** The part of INTERACTION_CREATE that is the same for every type of interaction. */
export function payload(world: World, given: PayloadGiven): InteractionPayload {
  const { channel, user } = given;
  const id = world.nextId();
  const guildId = channel.guildId;
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
      ...(guildId && { guild_id: guildId, position: 0, permissions: PERMISSIONS, flags: 0 }),
    },
    ...(guildId
      ? {
          guild_id: guildId,
          guild: { id: guildId, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: member(user),
        }
      : { user }),
    ...(given.message && { message: given.message }),
    app_permissions: given.userInstalled ? '0' : PERMISSIONS,
    locale: given.locale,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: given.userInstalled ? { 1: user.id } : { 0: guildId ?? '0' },
    context: guildId ? 0 : 1,
    attachment_size_limit: given.attachmentSizeLimit,
  };
}
