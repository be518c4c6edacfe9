import { InteractionType, type MessageType } from 'discord-api-types/v10';
import type { StoredMessage } from '../messages/message.ts';
import type { World } from '../world.ts';
import type { Interaction } from './interaction.ts';

/** The draft of a message that answers an interaction: original response or follow-up. */
export function newReply(
  world: World,
  interaction: Interaction,
  given: { type: MessageType; flags?: number; onlyFor?: string | null },
): StoredMessage {
  const ephemeral = interaction.ephemeral ? interaction.user.id : null;
  const { id, user, name } = interaction;
  const { type } = interaction.payload;
  const message = world.messages.draft({
    channelId: interaction.channelId,
    author: world.bot,
    type: given.type,
    flags: given.flags,
    onlyFor: given.onlyFor === undefined ? ephemeral : given.onlyFor,
    interactionId: interaction.id,
    extra: {
      webhook_id: world.application.id,
      application_id: world.application.id,
      interaction_metadata: metadata(world, interaction),
      ...(type === InteractionType.ApplicationCommand && { interaction: { id, type, user, name } }),
    },
  });
  if (interaction.sourceId && given.type === 19)
    message.data.message_reference = {
      type: 0,
      channel_id: interaction.channelId,
      message_id: interaction.sourceId,
    };
  return message;
}

/** Where a message comes from; of a submitted modal also what had opened it. */
function metadata(world: World, interaction: Interaction): object {
  const { id, user, payload, sourceId } = interaction;
  const parent = interaction.parentId ? world.interactions.get(interaction.parentId) : undefined;
  return {
    id,
    type: payload.type,
    user,
    authorizing_integration_owners: payload.authorizing_integration_owners,
    ...(payload.type === InteractionType.MessageComponent && { interacted_message_id: sourceId }),
    ...(parent && { triggering_interaction_metadata: metadata(world, parent) }),
  };
}
