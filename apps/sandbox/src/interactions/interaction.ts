import type { APIUser } from 'discord-api-types/v10';
import type { StoredMessage } from '../messages/message.ts';

/** The payload of INTERACTION_CREATE, as it goes over the gateway. */
export type InteractionPayload = Record<string, unknown> & { id: string; token: string; type: number };

export interface AutocompleteChoice {
  name: string;
  value: string | number;
}

/** A dialog that the bot has asked Discord to open. Its components are as the bot has sent them. */
export interface Modal {
  customId: string;
  title: string;
  components: Record<string, unknown>[];
}

/**
 * `waiting`: no response yet. `deferred`: "is thinking…". `answered`: has a message, or changed one.
 * `failed`: no response within 3 s.
 */
export type InteractionState = 'waiting' | 'deferred' | 'answered' | 'failed';

/** One interaction, as tests and the page see it. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly payload: InteractionPayload;
  readonly user: APIUser;
  readonly channelId: string;
  readonly createdAt: number;
  /** Full name of the command, or the custom_id of the component. */
  readonly name: string;
  readonly userInstalled: boolean;
  state: InteractionState;
  ephemeral: boolean;
  /** Message that the component is on. */
  readonly sourceId: string | null;
  originalId: string | null;
  followUps: number;
  choices: AutocompleteChoice[] | null;
  /** Interaction that opened the modal which this one submits. */
  readonly parentId: string | null;
  /** The modal that answered this interaction. */
  modal: Modal | null;
  /** The modal stands on the page: neither submitted with success nor put away. */
  modalOpen: boolean;
  /** The original response, while it exists. */
  readonly original: StoredMessage | undefined;
  /** Original response and follow-ups that exist, oldest first. */
  readonly messages: StoredMessage[];
}
