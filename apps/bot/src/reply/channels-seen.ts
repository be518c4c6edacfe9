import { type APIInteraction, ChannelType } from 'discord.js';

/** What Discord says about the channel of an interaction. */
export interface ChannelSeen {
  /** of a thread: the channel that it belongs to */
  parentId: string | null;
  /** age-restricted. Of a thread Discord does not say it, so it counts as not */
  nsfw: boolean;
  thread: boolean;
}

const THREADS: readonly number[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

const UNKNOWN: ChannelSeen = { parentId: null, nsfw: false, thread: false };

/** More than are under way at any time; an entry is a few bytes. */
const LIMIT = 5000;

/**
 * The channels of interactions under way. discord.js keeps no channel that came with an interaction: without
 * intents it has none in its cache to put it in.
 */
export class ChannelsSeen {
  readonly #channels = new Map<string, ChannelSeen>();

  readonly note = ({ id, channel }: Pick<APIInteraction, 'id' | 'channel'>): void => {
    if (!channel) return;
    const { parent_id: parentId = null, nsfw = false } = channel as { parent_id?: string; nsfw?: boolean };
    this.#channels.set(id, { parentId, nsfw, thread: THREADS.includes(channel.type ?? -1) });
    if (this.#channels.size > LIMIT) this.#channels.delete(this.#channels.keys().next().value ?? id);
  };

  of({ id }: { readonly id: string }): ChannelSeen {
    return this.#channels.get(id) ?? UNKNOWN;
  }
}
