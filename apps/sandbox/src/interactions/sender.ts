import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { Gateway } from '../gateway/gateway.ts';
import { DEFAULT_PERSON } from '../people.ts';
import type { Channel, World } from '../world.ts';
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
  channelId?: string;
}

export interface Invocation extends Sender {
  command: string;
  /** 1 chat input (default), 2 on a user, 3 on a message. */
  type?: 1 | 2 | 3;
  options?: Record<string, OptionValue>;
  /** The message or user that a context menu command is used on. */
  targetId?: string;
}

/** A command that Discord's own client would not have sent: said to the person, never seen by the bot. */
export class CannotSend extends Error {}

/** The sender's circumstances, as the payload needs them. */
export function circumstances(world: World, given: Sender) {
  const user = world.people.named(given.user ?? DEFAULT_PERSON);
  const userInstalled = given.installation === 'user';
  const channel: Channel =
    (given.channelId && world.channels.get(given.channelId)) ||
    (userInstalled ? world.elsewhere : world.home);
  return {
    user,
    channel,
    common: {
      user,
      channel,
      userInstalled,
      locale: given.locale ?? 'en-US',
      attachmentSizeLimit: given.attachmentSizeLimit ?? world.limits.fileBytes,
    },
  };
}

interface Origin {
  user: Interaction['user'];
  channel: Channel;
  name: string;
  given: Sender;
  sourceId: string | null;
}

/** Remembers the interaction and sends it to the bot. */
export function deliver(
  world: World,
  gateway: Gateway,
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
    userInstalled: origin.given.installation === 'user',
    sourceId: origin.sourceId,
  });
  if (!gateway.dispatch(GatewayDispatchEvents.InteractionCreate, sent))
    world.log.warn({ interaction: sent.id }, 'no bot is connected');
  return interaction;
}
