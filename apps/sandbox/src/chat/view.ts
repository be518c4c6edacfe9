import {
  type APIApplicationCommand,
  type APIApplicationCommandOption,
  type APIUser,
  ChannelType,
  InteractionType,
} from 'discord-api-types/v10';
import type { AutocompleteChoice, Interaction } from '../interactions/interaction.ts';
import type { StoredMessage } from '../messages/message.ts';
import { DEFAULT_PERSON } from '../people.ts';
import type { World } from '../world.ts';
import type {
  ChatChannel,
  ChatCommand,
  ChatInteraction,
  ChatMessage,
  ChatOption,
  ChatPerson,
} from './model.ts';

/** What the person at the page sees of the sandbox. */

export const person = (user: APIUser): ChatPerson => ({
  id: user.id,
  name: user.global_name ?? user.username,
  bot: user.bot ?? false,
});

export const self = (world: World): APIUser => world.people.named(DEFAULT_PERSON);

export function channels(world: World): ChatChannel[] {
  const me = self(world).id;
  return [...world.channels.values()]
    .filter((channel) => channel === world.home || channel.recipient?.id === me || used(world, channel.id))
    .map((channel) => ({
      id: channel.id,
      name: channel.recipient ? world.bot.username : channel.name,
      direct: channel.type === ChannelType.DM,
    }));
}

/** Other channels appear once somebody has written there; conversations of other people never do. */
const used = (world: World, id: string): boolean =>
  world.channels.get(id)?.recipient == null && world.interactions.all().some((i) => i.channelId === id);

export function visible(world: World, message: StoredMessage): boolean {
  const recipient = world.channels.get(message.channelId)?.recipient;
  const me = self(world).id;
  return (message.onlyFor === null || message.onlyFor === me) && (!recipient || recipient.id === me);
}

export function chatMessage(world: World, message: StoredMessage): ChatMessage {
  const interaction = message.interactionId ? world.interactions.get(message.interactionId) : undefined;
  const command =
    interaction?.payload.type === InteractionType.ApplicationCommand && interaction.originalId === message.id;
  return {
    id: message.id,
    channelId: message.channelId,
    author: person(message.data.author),
    ephemeral: message.onlyFor !== null,
    command: command ? { user: person(interaction.user), name: shownName(interaction) } : null,
    data: world.messages.view(message),
  };
}

/** `/style`; context menu commands and buttons have no slash. */
function shownName(interaction: Interaction): string {
  const { type } = interaction.payload.data as { type?: number };
  return type === 1 ? `/${interaction.name}` : interaction.name;
}

export function chatInteraction(interaction: Interaction): ChatInteraction {
  return {
    id: interaction.id,
    channelId: interaction.channelId,
    kind: interaction.payload.type === InteractionType.MessageComponent ? 'component' : 'command',
    name: shownName(interaction),
    user: person(interaction.user),
    state: interaction.state,
    sourceId: interaction.sourceId,
    createdAt: interaction.createdAt,
  };
}

export const chatCommand = (command: APIApplicationCommand): ChatCommand => ({
  id: command.id,
  name: command.name,
  type: command.type,
  description: command.description,
  options: (command.options ?? []).map(chatOption),
});

type AnyOption = APIApplicationCommandOption & {
  autocomplete?: boolean;
  choices?: AutocompleteChoice[];
  min_value?: number;
  max_value?: number;
};

function chatOption(given: APIApplicationCommandOption): ChatOption {
  const option = given as AnyOption;
  return {
    name: option.name,
    description: option.description,
    type: option.type,
    required: option.required ?? false,
    autocomplete: option.autocomplete ?? false,
    choices: (option.choices ?? []).map(({ name, value }) => ({ name, value })),
    min: option.min_value,
    max: option.max_value,
  };
}
