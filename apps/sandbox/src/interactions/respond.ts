import { InteractionResponseType, InteractionType, MessageFlags, MessageType } from 'discord-api-types/v10';
import { isRecord, Problems } from '../checks/check.ts';
import { checkAnswerChoices } from '../checks/commands.ts';
import { checkMessage, nothingBefore } from '../checks/message.ts';
import { checkModal } from '../checks/modals.ts';
import { DiscordError, refuse } from '../errors.ts';
import { applyBody, before } from '../messages/apply.ts';
import type { StoredMessage } from '../messages/message.ts';
import type { SentFile } from '../rest/body.ts';
import type { World } from '../world.ts';
import type { AutocompleteChoice, Interaction } from './interaction.ts';
import { newReply } from './replies.ts';

const Reply = InteractionResponseType;

/** Which responses each type of interaction takes. */
const TAKES: Record<number, number[]> = {
  [InteractionType.ApplicationCommand]: [
    Reply.ChannelMessageWithSource,
    Reply.DeferredChannelMessageWithSource,
    Reply.Modal,
  ],
  [InteractionType.ApplicationCommandAutocomplete]: [Reply.ApplicationCommandAutocompleteResult],
  [InteractionType.MessageComponent]: [
    Reply.ChannelMessageWithSource,
    Reply.DeferredChannelMessageWithSource,
    Reply.DeferredMessageUpdate,
    Reply.UpdateMessage,
    Reply.Modal,
  ],
  [InteractionType.ModalSubmit]: [
    Reply.ChannelMessageWithSource,
    Reply.DeferredChannelMessageWithSource,
    Reply.DeferredMessageUpdate,
    Reply.UpdateMessage,
  ],
};

/** The first response to an interaction, by REST or as an endpoint's answer: once, and within 3 s. */
export function acknowledge(
  world: World,
  interaction: Interaction,
  json: unknown,
  files: SentFile[],
): { type: number; message: StoredMessage | null } {
  if (interaction.state === 'deferred' || interaction.state === 'answered')
    throw refuse.alreadyAcknowledged();
  if (world.interactions.late(interaction)) throw refuse.unknownInteraction();
  const type = responseType(json, interaction);
  const message = inData(() => respond(world, interaction, type, (json as { data?: unknown }).data, files));
  world.interactions.changed(interaction);
  const opener = interaction.parentId ? world.interactions.get(interaction.parentId) : undefined;
  if (opener?.modalOpen) world.interactions.closeModal(opener);
  return { type, message };
}

/** Discord names the places of what is wrong from the request's root: here message, choices and modal stand in `data`. */
function inData<T>(answer: () => T): T {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof DiscordError && error.errors)) throw error;
    throw new DiscordError(error.status, error.code, error.message, { data: error.errors });
  }
}

function responseType(json: unknown, interaction: Interaction): number {
  const problems = new Problems();
  // A modal that did not come from a message's component has no message to update.
  const updates: number[] = [Reply.DeferredMessageUpdate, Reply.UpdateMessage];
  const takes = (TAKES[interaction.payload.type] ?? []).filter(
    (t) => interaction.sourceId || !updates.includes(t),
  );
  const type = isRecord(json) ? json.type : undefined;
  if (type === undefined || type === null)
    problems.add(['type'], 'BASE_TYPE_REQUIRED', 'This field is required');
  else if (!takes.includes(type as number))
    problems.add(['type'], 'BASE_TYPE_CHOICES', `Value must be one of {${takes.join(', ')}}.`);
  problems.throwIfAny();
  return type as number;
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
      interaction.choices = choices(data);
      interaction.state = 'answered';
      return null;
    case Reply.Modal:
      return openModal(world, interaction, data);
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

/** Discord opens the dialog; the bot hears of it again when the person submits it. */
function openModal(world: World, interaction: Interaction, data: unknown): null {
  checkModal(data, world.limits);
  const { custom_id, title, components } = data as { custom_id: string; title: string; components: object[] };
  interaction.modal = {
    customId: custom_id,
    title,
    components: components as Record<string, unknown>[],
  };
  interaction.modalOpen = true;
  interaction.state = 'answered';
  return null;
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
  checkMessage('IncomingWebhookInteractionRequest', data ?? {}, files, nothingBefore, world.limits);
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
  const schema = 'IncomingWebhookUpdateForInteractionCallbackRequestPartial';
  checkMessage(schema, data ?? {}, files, before(source), world.limits);
  applyBody(source, data ?? {}, files, world.files);
  interaction.state = 'answered';
  interaction.originalId = source.id;
  return world.messages.changed(source);
}

const first = (interaction: Interaction): MessageType =>
  interaction.sourceId
    ? MessageType.Reply
    : interaction.payload.type === InteractionType.ModalSubmit ||
        (interaction.payload.data as { type?: number }).type === 1
      ? MessageType.ChatInputCommand
      : MessageType.ContextMenuCommand;

function choices(data: unknown): AutocompleteChoice[] {
  const problems = new Problems();
  checkAnswerChoices(data ?? {}, problems);
  problems.throwIfAny();
  return (data as { choices: AutocompleteChoice[] }).choices;
}
