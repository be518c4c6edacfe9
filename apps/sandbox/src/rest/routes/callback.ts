import { InteractionResponseType, MessageFlags } from 'discord-api-types/v10';
import { refuse } from '../../errors.ts';
import type { Interaction } from '../../interactions/interaction.ts';
import { acknowledge } from '../../interactions/respond.ts';
import type { StoredMessage } from '../../messages/message.ts';
import type { World } from '../../world.ts';
import type { RestApp } from '../context.ts';

const Reply = InteractionResponseType;

/** The first response to an interaction. */
export function callbackRoutes(app: RestApp, world: World): void {
  app.post('/interactions/:id/:token/callback', (c) => {
    const interaction = world.interactions.get(c.req.param('id'));
    if (!interaction || interaction.token !== c.req.param('token')) throw refuse.unknownInteraction();
    const { json, files } = c.get('sent');
    const { type, message } = acknowledge(world, interaction, json, files);
    if (c.req.query('with_response') !== 'true') return c.body(null, 204);
    return c.json(callbackResponse(world, interaction, type, message));
  });
}

/** The type of `resource`: a deferral is answered as what it defers. */
const RESOURCE: Record<number, number> = {
  [Reply.DeferredChannelMessageWithSource]: Reply.ChannelMessageWithSource,
  [Reply.DeferredMessageUpdate]: Reply.UpdateMessage,
};

function callbackResponse(
  world: World,
  interaction: Interaction,
  type: number,
  message: StoredMessage | null,
): object {
  return {
    interaction: {
      id: interaction.id,
      type: interaction.payload.type,
      ...(message && {
        response_message_id: message.id,
        response_message_loading: (message.data.flags & MessageFlags.Loading) !== 0,
        response_message_ephemeral: message.onlyFor !== null,
      }),
    },
    // A modal leaves nothing behind that could be told of.
    ...(message && { resource: { type: RESOURCE[type] ?? type, message: world.messages.view(message) } }),
  };
}
