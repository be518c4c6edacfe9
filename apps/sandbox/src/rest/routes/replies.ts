import type { MessageType } from 'discord-api-types/v10';
import type { Interaction } from '../../interactions/interaction.ts';
import type { StoredMessage } from '../../messages/message.ts';
import type { World } from '../../world.ts';

/** The draft of a message that answers an interaction: original response or follow-up. */
export function newReply(
  world: World,
  interaction: Interaction,
  given: { type: MessageType; flags?: number; onlyFor?: string | null },
): StoredMessage {
  const ephemeral = interaction.ephemeral ? interaction.user.id : null;
  const meta = { id: interaction.id, type: interaction.payload.type, user: interaction.user };
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
      interaction_metadata: {
        ...meta,
        authorizing_integration_owners: interaction.payload.authorizing_integration_owners,
      },
      interaction: { ...meta, name: interaction.name },
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
