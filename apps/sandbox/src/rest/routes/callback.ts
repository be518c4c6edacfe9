import { InteractionResponseType, InteractionType, MessageFlags, MessageType } from 'discord-api-types/v10';
import { isRecord, list, oneOf, Problems, record, required, text } from '../../checks/check.ts';
import { checkMessage, nothingBefore } from '../../checks/message.ts';
import { refuse } from '../../errors.ts';
import type { AutocompleteChoice, Interaction } from '../../interactions/interaction.ts';
import { applyBody, before } from '../../messages/apply.ts';
import type { StoredMessage } from '../../messages/message.ts';
import type { World } from '../../world.ts';
import type { RestApp } from '../app.ts';
import type { SentFile } from '../body.ts';
import { newReply } from './replies.ts';

const Reply = InteractionResponseType;

/** Which responses each type of interaction takes. */
const TAKES: Record<number, number[]> = {
  [InteractionType.ApplicationCommand]: [
    Reply.ChannelMessageWithSource,
    Reply.DeferredChannelMessageWithSource,
  ],
  [InteractionType.ApplicationCommandAutocomplete]: [Reply.ApplicationCommandAutocompleteResult],
  [InteractionType.MessageComponent]: [
    Reply.ChannelMessageWithSource,
    Reply.DeferredChannelMessageWithSource,
    Reply.DeferredMessageUpdate,
    Reply.UpdateMessage,
  ],
};

/** The first response to an interaction: once, and within 3 s. */
export function callbackRoutes(app: RestApp, world: World): void {
  app.post('/interactions/:id/:token/callback', (c) => {
    const interaction = world.interactions.get(c.req.param('id'));
    if (!interaction || interaction.token !== c.req.param('token')) throw refuse.unknownInteraction();
    if (interaction.state === 'deferred' || interaction.state === 'answered')
      throw refuse.alreadyAcknowledged();
    if (world.interactions.late(interaction)) throw refuse.unknownInteraction();
    const { json, files } = c.get('sent');
    const type = responseType(json, interaction);
    const data = (json as { data?: unknown }).data;
    const message = respond(world, interaction, type, data, files);
    world.interactions.changed(interaction);
    if (c.req.query('with_response') !== 'true') return c.body(null, 204);
    return c.json(callbackResponse(world, interaction, type, message));
  });
}

function responseType(json: unknown, interaction: Interaction): number {
  const problems = new Problems();
  record({ type: required(oneOf(...TAKES[interaction.payload.type])) })(json ?? {}, [], problems);
  problems.throwIfAny();
  return (json as { type: number }).type;
}

function respond(
  world: World,
  interaction: Interaction,
  type: number,
  data: unknown,
  files: SentFile[],
): StoredMessage | null {
  switch (type) {
    case Reply.ApplicationCommandAutocompleteResult:
      interaction.choices = choices(data, world);
      interaction.state = 'answered';
      return null;
    case Reply.DeferredMessageUpdate:
      interaction.state = 'answered';
      interaction.originalId = interaction.sourceId;
      return interaction.original ?? null;
    case Reply.UpdateMessage:
      return update(world, interaction, data, files);
    case Reply.DeferredChannelMessageWithSource:
      return thinking(world, interaction, data);
    default:
      return reply(world, interaction, data, files);
  }
}

/** Type 5 takes no other flag than EPHEMERAL; everything else in `data` is ignored, as Discord ignores it. */
function thinking(world: World, interaction: Interaction, data: unknown): StoredMessage {
  const flags = isRecord(data) && typeof data.flags === 'number' ? data.flags : 0;
  interaction.ephemeral = (flags & MessageFlags.Ephemeral) !== 0;
  const message = newReply(world, interaction, { type: first(interaction), flags: MessageFlags.Loading });
  interaction.state = 'deferred';
  interaction.originalId = message.id;
  return world.messages.keep(message);
}

function reply(world: World, interaction: Interaction, data: unknown, files: SentFile[]): StoredMessage {
  checkMessage(data ?? {}, files, nothingBefore, world.limits);
  const body = data ?? {};
  const ephemeral = ((body as { flags?: number }).flags ?? 0) & MessageFlags.Ephemeral;
  interaction.ephemeral = ephemeral !== 0;
  const message = newReply(world, interaction, { type: first(interaction) });
  applyBody(message, body, files, world.files);
  interaction.state = 'answered';
  interaction.originalId = message.id;
  return world.messages.keep(message);
}

function update(world: World, interaction: Interaction, data: unknown, files: SentFile[]): StoredMessage {
  const source = interaction.sourceId ? world.messages.get(interaction.sourceId) : undefined;
  if (!source) throw refuse.unknownMessage();
  checkMessage(data ?? {}, files, before(source), world.limits);
  applyBody(source, data ?? {}, files, world.files);
  interaction.state = 'answered';
  interaction.originalId = source.id;
  return world.messages.changed(source);
}

const first = (interaction: Interaction): MessageType =>
  interaction.payload.type === InteractionType.MessageComponent
    ? MessageType.Reply
    : (interaction.payload.data as { type?: number }).type === 1
      ? MessageType.ChatInputCommand
      : MessageType.ContextMenuCommand;

function choices(data: unknown, world: World): AutocompleteChoice[] {
  const problems = new Problems();
  const value = (it: unknown, at: readonly (string | number)[], found: Problems) =>
    typeof it === 'number' || text(1, 100)(it, at, found);
  record({
    choices: required(
      list(
        0,
        world.limits.autocompleteChoices,
        record({ name: required(text(1, 100)), value: required(value as never) }),
      ),
    ),
  })(data ?? {}, ['data'], problems);
  problems.throwIfAny();
  return (data as { choices: AutocompleteChoice[] }).choices;
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
    resource: { type: RESOURCE[type] ?? type, ...(message && { message: world.messages.view(message) }) },
  };
}
