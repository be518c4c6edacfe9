import type { AutocompleteChoice, InteractionState } from '../interactions/interaction.ts';
import type { MessageData } from '../messages/message.ts';

/** What the page and the sandbox tell each other. */

export interface ChatPerson {
  id: string;
  name: string;
  bot: boolean;
}

export interface ChatChannel {
  id: string;
  name: string;
  /** A private conversation with the bot. */
  direct: boolean;
}

export interface ChatOption {
  name: string;
  description: string;
  /** Discord's option type: 3 string, 4 integer, 5 boolean, 10 number, 11 attachment. */
  type: number;
  required: boolean;
  autocomplete: boolean;
  choices: AutocompleteChoice[];
  min?: number;
  max?: number;
}

export interface ChatCommand {
  id: string;
  name: string;
  /** 1 chat input, 2 user, 3 message. */
  type: number;
  description: string;
  options: ChatOption[];
}

/** A command or a pressed button on its way. */
export interface ChatInteraction {
  id: string;
  channelId: string;
  kind: 'command' | 'component';
  name: string;
  user: ChatPerson;
  state: InteractionState;
  /** Message that a pressed button is on. */
  sourceId: string | null;
  createdAt: number;
}

export interface ChatMessage {
  id: string;
  channelId: string;
  author: ChatPerson;
  /** Only the person at the page sees it. */
  ephemeral: boolean;
  /** Who used which command. */
  command: { user: ChatPerson; name: string } | null;
  data: MessageData;
}

export interface ChatSample {
  name: string;
  title: string;
  url: string;
}

export interface ChatState {
  self: ChatPerson;
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
  | { kind: 'bot'; connected: boolean }
  | { kind: 'channels'; channels: ChatChannel[] };
