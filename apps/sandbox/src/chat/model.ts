import type { AutocompleteChoice, InteractionState, Modal } from '../interactions/interaction.ts';
import type { MessageData } from '../messages/message.ts';

/** What the page and the sandbox tell each other. */

export interface ChatPerson {
  id: string;
  name: string;
  bot: boolean;
}

/** Somebody who can sit at the page. */
export interface ChatMember extends ChatPerson {
  username: string;
  roles: string[];
  owner: boolean;
}

export interface ChatChannel {
  id: string;
  name: string;
  /** `room`: of our server. `direct`: with the bot. `group`, `elsewhere`: where the bot is not. */
  kind: 'room' | 'direct' | 'group' | 'elsewhere';
  /** A private conversation with the bot. */
  direct: boolean;
  nsfw: boolean;
}

export interface ChatOption {
  name: string;
  description: string;
  /** Discord's option type: 3 string, 4 integer, 5 boolean, 6 user, 7 channel, 8 role, 10 number, 11 attachment. */
  type: number;
  required: boolean;
  autocomplete: boolean;
  choices: AutocompleteChoice[];
  /** The words that the person reads in place of `name`, in their language. */
  label: string;
  min?: number | undefined;
  max?: number | undefined;
}

export interface ChatCommand {
  id: string;
  name: string;
  /** 1 chat input, 2 user, 3 message. */
  type: number;
  /** The name in the person's language. */
  label: string;
  description: string;
  options: ChatOption[];
  /** Channels in which this person is offered it. */
  channels: string[];
}

/** A command or a pressed button on its way. */
export interface ChatInteraction {
  id: string;
  channelId: string;
  kind: 'command' | 'component' | 'modal';
  name: string;
  user: ChatPerson;
  state: InteractionState;
  /** Message that a pressed button is on. */
  sourceId: string | null;
  createdAt: number;
  /** The dialog that waits for this person. */
  modal: Modal | null;
}

export interface ChatPhoto {
  url: string;
  width: number;
  height: number;
}

export interface ChatMessage {
  id: string;
  channelId: string;
  author: ChatPerson;
  /** Only the person at the page sees it. */
  ephemeral: boolean;
  /** Id of the person whose command or press it answers. */
  askedBy: string | null;
  /** Who used which command. */
  command: { user: ChatPerson; name: string } | null;
  /** The picture that was worked on, where the sandbox can tell. */
  photo: ChatPhoto | null;
  data: MessageData;
}

export interface ChatSample {
  name: string;
  title: string;
  url: string;
}

export interface ChatState {
  self: ChatMember;
  /** Everybody who can sit at the page, and who has written. */
  people: ChatMember[];
  roles: { id: string; name: string }[];
  bot: ChatPerson & { connected: boolean };
  server: string;
  channels: ChatChannel[];
  commands: ChatCommand[];
  messages: ChatMessage[];
  interactions: ChatInteraction[];
  samples: ChatSample[];
}

/** What comes over the event stream. */
export type ChatEvent =
  | { kind: 'message'; message: ChatMessage }
  | { kind: 'gone'; id: string }
  | { kind: 'interaction'; interaction: ChatInteraction }
  | { kind: 'commands'; commands: ChatCommand[] }
  | { kind: 'bot'; connected: boolean };
