import { MessageFlags, MessageType } from 'discord-api-types/v10';
import { checkMessage, nothingBefore } from '../../checks/message.ts';
import { refuse } from '../../errors.ts';
import type { Interaction } from '../../interactions/interaction.ts';
import { newReply } from '../../interactions/replies.ts';
import { applyBody, before } from '../../messages/apply.ts';
import type { StoredMessage } from '../../messages/message.ts';
import type { World } from '../../world.ts';
import type { RestApp, RestContext } from '../context.ts';

/** The webhook of an interaction: its original response and follow-ups, for 15 minutes. */
export function webhookRoutes(app: RestApp, world: World): void {
  app.post('/webhooks/:app/:token', (c) => {
    const interaction = live(c, world);
    const { json, files } = c.get('sent');
    const loading = interaction.original;
    if (loading && (loading.data.flags & MessageFlags.Loading) !== 0) {
      // Discord fills the "is thinking…" message with the first follow-up, visible to whom the deferral was.
      return c.json(edit(world, loading, json, files));
    }
    if (interaction.userInstalled && interaction.followUps >= world.limits.followUpsUserInstalled)
      throw refuse.tooManyFollowUps();
    checkMessage('IncomingWebhookRequestPartial', json, files, nothingBefore, world.limits);
    const ephemeral = ((json.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    const message = newReply(world, interaction, {
      type: MessageType.Reply,
      onlyFor: ephemeral ? interaction.user.id : null,
    });
    if (interaction.originalId)
      message.data.message_reference = {
        type: 0,
        channel_id: interaction.channelId,
        message_id: interaction.originalId,
      };
    applyBody(message, json, files, world.files);
    interaction.followUps++;
    world.messages.keep(message);
    world.interactions.changed(interaction);
    return c.json(world.messages.view(message));
  });
  const path = '/webhooks/:app/:token/messages/:message';
  app.get(path, (c) => c.json(world.messages.view(target(c, world))));
  app.patch(path, (c) => {
    const { json, files } = c.get('sent');
    return c.json(edit(world, target(c, world), json, files));
  });
  app.delete(path, (c) => {
    world.messages.remove(target(c, world));
    return c.body(null, 204);
  });
}

/** The interaction of a token: 404/10015 for an unknown one, 401/50027 after 15 minutes. */
function live(c: RestContext, world: World): Interaction {
  const interaction = world.interactions.byToken(c.req.param('token') ?? '');
  if (!interaction || c.req.param('app') !== world.application.id) throw refuse.unknownWebhook();
  if (world.interactions.expired(interaction)) throw refuse.invalidWebhookToken();
  if (interaction.state === 'waiting' || interaction.state === 'failed') throw refuse.unknownWebhook();
  return interaction;
}

function target(c: RestContext, world: World): StoredMessage {
  const interaction = live(c, world);
  const id = decodeURIComponent(c.req.param('message') ?? '');
  const message = id === '@original' ? interaction.original : world.messages.get(id);
  if (!message) throw refuse.unknownMessage();
  if (id !== '@original' && message.interactionId !== interaction.id) throw refuse.unknownMessage();
  return message;
}

function edit(
  world: World,
  message: StoredMessage,
  json: unknown,
  files: Parameters<typeof applyBody>[2],
): object {
  checkMessage('IncomingWebhookUpdateRequestPartial', json ?? {}, files, before(message), world.limits);
  applyBody(message, json ?? {}, files, world.files);
  const interaction = message.interactionId ? world.interactions.get(message.interactionId) : undefined;
  if (interaction && interaction.state === 'deferred') {
    interaction.state = 'answered';
    world.interactions.changed(interaction);
  }
  world.messages.changed(message);
  return world.messages.view(message);
}
