import { DEFAULT_PERSON } from '../people.ts';
import { type Channel, permissionsOf, type World } from '../world.ts';
import type { Delivery } from './delivery.ts';
import type { Interaction, InteractionPayload } from './interaction.ts';

export interface PhotoUpload {
  bytes: Uint8Array;
  fileName: string;
}

export type OptionValue = string | number | boolean | PhotoUpload;

/** Who sends, from where. */
export interface Sender {
  /** Name of the person; made on first use. Default: the person at the page. */
  user?: string;
  /** `guild` (default): in the sandbox's channel; `user`: where the bot itself is not, the app being the person's own. */
  installation?: 'guild' | 'user';
  /** What the interaction says about files, bytes. Default: what the sandbox enforces. */
  attachmentSizeLimit?: number;
  /** Default `en-US`. */
  locale?: string;
  /** Default: the channel of the installation. */
  channelId?: string | undefined;
  /** What the person may do there, in place of what the roles give. */
  permissions?: bigint;
  /** What the bot may do there, in place of all that a member may. */
  appPermissions?: bigint;
}

export interface Invocation extends Sender {
  command: string;
  /** 1 chat input (default), 2 on a user, 3 on a message. */
  type?: 1 | 2 | 3;
  options?: Record<string, OptionValue>;
  /** The message or user that a context menu command is used on. */
  targetId?: string;
  /** Id of the message that a message command is used on: short for `type: 3` and `targetId`. */
  targetMessage?: string;
  /** Sent although Discord's client would not offer the command here to this person. */
  unchecked?: boolean;
}

/** A command that Discord's own client would not have sent: said to the person, never seen by the bot. */
export class CannotSend extends Error {}

/** The sender's circumstances, as the payload needs them. */
export function circumstances(world: World, given: Sender) {
  const user = world.people.named(given.user ?? DEFAULT_PERSON);
  const channel: Channel =
    (given.channelId && world.channels.get(given.channelId)) ||
    (given.installation === 'user' ? world.elsewhere : world.home);
  const permissions = given.permissions ?? permissionsOf(world, user.id, channel);
  const atHome = channel.guildId === world.guild.id;
  return {
    user,
    channel,
    permissions,
    common: {
      user,
      channel,
      permissions,
      roles: atHome ? world.people.rolesOf(user.id).map((role) => role.id) : [],
      userInstalled: given.installation === 'user' || !channel.botIsHere,
      appPermissions: given.appPermissions,
      locale: given.locale ?? 'en-US',
      attachmentSizeLimit: given.attachmentSizeLimit ?? world.limits.fileBytes,
    },
  };
}

interface Origin {
  user: Interaction['user'];
  channel: Channel;
  name: string;
  userInstalled: boolean;
  sourceId: string | null;
  parentId?: string;
}

/** Remembers the interaction and sends it to the bot. */
export function deliver(
  world: World,
  delivery: Delivery,
  sent: InteractionPayload,
  origin: Origin,
): Interaction {
  const interaction = world.interactions.add({
    id: sent.id,
    token: sent.token,
    payload: sent,
    user: origin.user,
    channelId: origin.channel.id,
    name: origin.name,
    userInstalled: origin.userInstalled,
    sourceId: origin.sourceId,
    parentId: origin.parentId ?? null,
  });
  delivery.send(interaction);
  return interaction;
}
