import { type APIAttachment, InteractionType } from 'discord-api-types/v10';
import type { Gateway } from '../gateway/gateway.ts';
import type { World } from '../world.ts';
import type { Interaction } from './interaction.ts';
import { optionData } from './options.ts';
import { payload } from './payload.ts';
import { CannotSend, circumstances, deliver, type Invocation, type PhotoUpload } from './sender.ts';

/** Sends a command as a person would; the bot gets INTERACTION_CREATE. */
export function invoke(world: World, gateway: Gateway, given: Invocation): Interaction {
  const command = world.commands.named(given.command, given.type ?? 1);
  if (!command)
    throw new CannotSend(`There is no command ${given.command}: the bot has registered ${names(world)}.`);
  const { channel, user, common } = circumstances(world, given);
  const attachments: Record<string, APIAttachment> = {};
  const keep = (file: PhotoUpload): APIAttachment => {
    const kept = world.files.add({ name: file.fileName, bytes: file.bytes }, channel.id, true);
    attachments[kept.id] = kept;
    return kept;
  };
  const options = optionData(command, given.options ?? {}, keep);
  const target = given.targetId ? resolveTarget(world, given) : undefined;
  const data = {
    id: command.id,
    name: command.name,
    type: command.type,
    ...(command.guild_id && { guild_id: command.guild_id }),
    ...(options.length > 0 && { options }),
    ...((Object.keys(attachments).length > 0 || target) && {
      resolved: { ...(Object.keys(attachments).length > 0 && { attachments }), ...target },
    }),
    ...(given.targetId && { target_id: given.targetId }),
  };
  const sent = payload(world, { ...common, type: InteractionType.ApplicationCommand, data });
  return deliver(world, gateway, sent, { user, channel, name: command.name, given, sourceId: null });
}

function resolveTarget(world: World, given: Invocation): object {
  const id = String(given.targetId);
  const message = world.messages.get(id);
  if (given.type === 3 && message) return { messages: { [id]: world.messages.view(message) } };
  const person = world.people.byId(id);
  if (given.type === 2 && person) return { users: { [id]: person } };
  throw new CannotSend('What this command should work on is gone.');
}

const names = (world: World): string =>
  world.commands
    .all()
    .map((command) => command.name)
    .join(', ') || 'none';
