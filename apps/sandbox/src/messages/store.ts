import { MessageFlags, MessageType } from 'discord-api-types/v10';
import type { Files } from '../cdn/files.ts';
import type { Events } from '../events.ts';
import type { MessageData, StoredMessage } from './message.ts';

/** What is known of a message before its content. */
export interface NewMessage {
  channelId: string;
  author: MessageData['author'];
  type?: MessageType;
  onlyFor?: string | null;
  interactionId?: string | null;
  nonce?: string | number | null | undefined;
  flags?: number | undefined;
  extra?: Partial<MessageData>;
}

/** The messages of all channels, oldest first. A message is announced once it has content (`keep`, `changed`). */
export class Messages {
  readonly #byId = new Map<string, StoredMessage>();
  readonly #nextId: () => string;
  readonly #now: () => number;
  readonly #events: Events;
  readonly #files: Files;

  constructor(nextId: () => string, now: () => number, events: Events, files: Files) {
    this.#nextId = nextId;
    this.#now = now;
    this.#events = events;
    this.#files = files;
  }

  /** A message that is not in the channel yet. */
  draft(given: NewMessage): StoredMessage {
    const id = this.#nextId();
    const createdAt = this.#now();
    const onlyFor = given.onlyFor ?? null;
    return {
      id,
      channelId: given.channelId,
      onlyFor,
      interactionId: given.interactionId ?? null,
      nonce: given.nonce === undefined || given.nonce === null ? null : String(given.nonce),
      createdAt,
      data: {
        id,
        type: given.type ?? MessageType.Default,
        channel_id: given.channelId,
        author: given.author,
        content: '',
        timestamp: new Date(createdAt).toISOString(),
        edited_timestamp: null,
        tts: false,
        mention_everyone: false,
        mentions: [],
        mention_roles: [],
        attachments: [],
        embeds: [],
        components: [],
        pinned: false,
        flags: (given.flags ?? 0) | (onlyFor ? MessageFlags.Ephemeral : 0),
        ...(given.nonce !== undefined && given.nonce !== null && { nonce: given.nonce }),
        ...given.extra,
      },
    };
  }

  keep(message: StoredMessage): StoredMessage {
    this.#byId.set(message.id, message);
    this.#events.emit('message', message);
    return message;
  }

  /** Announces an edit. The time of the edit is recorded, as Discord does for every change by its author. */
  changed(message: StoredMessage): StoredMessage {
    message.data.edited_timestamp = new Date(this.#now()).toISOString();
    this.#events.emit('message', message);
    return message;
  }

  get(id: string): StoredMessage | undefined {
    return this.#byId.get(id);
  }

  remove(message: StoredMessage): void {
    if (!this.#byId.delete(message.id)) return;
    for (const attachment of message.data.attachments) this.#files.forget(attachment.url);
    this.#events.emit('gone', message);
  }

  all(): StoredMessage[] {
    return [...this.#byId.values()];
  }

  /**
   * What the API answers: addresses of files signed anew, as Discord does on every fetch, and in Components V2 only
   * those attachments that no component shows (Discord's documentation of the message object).
   */
  view(message: StoredMessage): MessageData {
    const data = fresh(message.data, this.#files) as MessageData;
    if ((data.flags & MessageFlags.IsComponentsV2) === 0) return data;
    const shown = new Set(shownBy(data.components));
    return { ...data, attachments: data.attachments.filter(({ id }) => !shown.has(id)) };
  }
}

function fresh(value: unknown, files: Files): unknown {
  if (Array.isArray(value)) return value.map((item) => fresh(item, files));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      (key === 'url' || key === 'proxy_url') && typeof inner === 'string'
        ? files.refresh(inner)
        : fresh(inner, files),
    ]),
  );
}

/** Ids of the attachments that components show. */
function shownBy(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(shownBy);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'attachment_id' && typeof inner === 'string' ? [inner] : shownBy(inner),
  );
}
