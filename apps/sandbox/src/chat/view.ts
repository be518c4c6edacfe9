import { type APIUser, ChannelType, InteractionType } from 'discord-api-types/v10';
import type { Interaction } from '../interactions/interaction.ts';
import type { StoredMessage } from '../messages/message.ts';
import { type Channel, directChannel, type World } from '../world.ts';
import type { ChatChannel, ChatInteraction, ChatMember, ChatMessage, ChatPerson } from './model.ts';
import { photoOf } from './photo.ts';
import type { Viewer } from './viewer.ts';

/** What the person at the page sees of the sandbox. */

export const person = (user: APIUser): ChatPerson => ({
  id: user.id,
  name: user.global_name ?? user.username,
  bot: user.bot ?? false,
});

export const chatMember = (world: World, user: APIUser): ChatMember => ({
  ...person(user),
  username: user.username,
  roles: world.people.rolesOf(user.id).map((role) => role.name),
  owner: user.id === world.guild.ownerId,
});

/** Everybody's channels, and the person's own conversation with the bot. */
export function channelsOf(world: World, { user }: Viewer): Channel[] {
  directChannel(world, user);
  return [...world.channels.values()].filter(({ recipient }) => !recipient || recipient.id === user.id);
}

export const chatChannels = (world: World, viewer: Viewer): ChatChannel[] =>
  channelsOf(world, viewer).map((channel) => ({
    id: channel.id,
    name: channel.recipient ? world.bot.username : channel.name,
    kind: kindOf(channel),
    direct: channel.type === ChannelType.DM,
    nsfw: channel.nsfw,
  }));

function kindOf(channel: Channel): ChatChannel['kind'] {
  if (channel.type === ChannelType.DM) return 'direct';
  if (channel.type === ChannelType.GroupDM) return 'group';
  return channel.botIsHere ? 'room' : 'elsewhere';
}

export function visible(world: World, { user }: Viewer, message: StoredMessage): boolean {
  const recipient = world.channels.get(message.channelId)?.recipient;
  return (
    (message.onlyFor === null || message.onlyFor === user.id) && (!recipient || recipient.id === user.id)
  );
}

/** Discord shows an interaction on its way to its own person only; suggestions to nobody. */
export const shownInteraction = ({ user }: Viewer, interaction: Interaction): boolean =>
  interaction.user.id === user.id &&
  interaction.payload.type !== InteractionType.ApplicationCommandAutocomplete;

export function chatMessage(world: World, message: StoredMessage): ChatMessage {
  const interaction = message.interactionId ? world.interactions.get(message.interactionId) : undefined;
  const parent = interaction?.parentId ? world.interactions.get(interaction.parentId) : undefined;
  const command = [interaction, parent].find(
    (one) => one?.payload.type === InteractionType.ApplicationCommand,
  );
  const first = interaction?.originalId === message.id;
  return {
    id: message.id,
    channelId: message.channelId,
    author: person(message.data.author),
    ephemeral: message.onlyFor !== null,
    askedBy: interaction?.user.id ?? null,
    command: command && first ? { user: person(command.user), name: shownName(command) } : null,
    photo: photoOf(world, interaction),
    data: world.messages.view(message),
  };
}

/** `/style`; context menu commands and buttons have no slash. */
function shownName(interaction: Interaction): string {
  const { type } = interaction.payload.data as { type?: number };
  return type === 1 ? `/${interaction.name}` : interaction.name;
}

const KINDS: Record<number, ChatInteraction['kind']> = {
  [InteractionType.MessageComponent]: 'component',
  [InteractionType.ModalSubmit]: 'modal',
};

export const chatInteraction = (interaction: Interaction): ChatInteraction => ({
  id: interaction.id,
  channelId: interaction.channelId,
  kind: KINDS[interaction.payload.type] ?? 'command',
  name: shownName(interaction),
  user: person(interaction.user),
  state: interaction.state,
  sourceId: interaction.sourceId,
  createdAt: interaction.createdAt,
  modal: interaction.modalOpen ? interaction.modal : null,
});
