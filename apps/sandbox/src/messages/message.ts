import type { APIAttachment, APIUser } from 'discord-api-types/v10';

/** A message as the sandbox keeps it. `data` is what the API answers. */
export interface StoredMessage {
  id: string;
  channelId: string;
  /** Who sees it: everybody in the channel, or one person (an ephemeral message). */
  onlyFor: string | null;
  /** The interaction that it answers; null for a bot's own channel message. */
  interactionId: string | null;
  nonce: string | null;
  createdAt: number;
  data: MessageData;
}

/** Discord's message object, the fields that the sandbox fills. */
export interface MessageData {
  id: string;
  type: number;
  channel_id: string;
  author: APIUser;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  tts: boolean;
  mention_everyone: boolean;
  mentions: APIUser[];
  mention_roles: string[];
  attachments: APIAttachment[];
  embeds: Record<string, unknown>[];
  components: Record<string, unknown>[];
  pinned: boolean;
  flags: number;
  webhook_id?: string;
  application_id?: string;
  nonce?: string | number;
  interaction_metadata?: object;
  interaction?: object;
  message_reference?: { type: number; channel_id: string; message_id: string };
  /** what a forward carries: the other message's content without its author */
  message_snapshots?: { message: Partial<MessageData> }[];
}
