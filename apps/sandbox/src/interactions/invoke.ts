import { type APIAttachment, InteractionType } from 'discord-api-types/v10';
import type { World } from '../world.ts';
import type { Delivery } from './delivery.ts';
import type { Interaction } from './interaction.ts';
import { withheld } from './offered.ts';
import { optionData } from './options.ts';
import { payload } from './payload.ts';
import { Resolved } from './resolved.ts';
import { CannotSend, circumstances, deliver, type Invocation, type PhotoUpload } from './sender.ts';

/** Sends a command as a person would; the bot gets INTERACTION_CREATE. */
export function invoke(world: World, delivery: Delivery, given: Invocation): Interaction {
  const targetId = given.targetMessage ?? given.targetId;
  const type = given.targetMessage ? 3 : (given.type ?? 1);
  const command = world.commands.named(given.command, type);
  if (!command)
    throw new CannotSend(`There is no command ${given.command}: the bot has registered ${names(world)}.`);
  // A message command is used where the message is.
  const place = given.channelId ?? (type === 3 ? world.messages.get(String(targetId))?.channelId : undefined);
  const { channel, user, permissions, common } = circumstances(world, { ...given, channelId: place });
  const reason = given.unchecked ? null : withheld(world, command, channel, permissions);
  if (reason) throw new CannotSend(`${command.name} is not offered here: ${reason}`);
  const resolved = new Resolved(world, channel);
  const keep = (file: PhotoUpload): APIAttachment =>
    world.files.add({ name: file.fileName, bytes: file.bytes }, channel.id, true);
  const options = optionData(command, given.options ?? {}, resolved, keep);
  if (type === 3) resolved.message(String(targetId));
  if (type === 2) resolved.add('user', String(targetId));
  const data = {
    id: command.id,
    name: command.name,
    type: command.type,
    ...(command.guild_id && { guild_id: command.guild_id }),
    ...(options.length > 0 && { options }),
    ...resolved.field,
    ...(targetId && { target_id: targetId }),
  };
  const sent = payload(world, { ...common, type: InteractionType.ApplicationCommand, data });
  const { userInstalled } = common;
  return deliver(world, delivery, sent, { user, channel, name: command.name, userInstalled, sourceId: null });
}

const names = (world: World): string =>
  world.commands
    .all()
    .map((command) => command.name)
    .join(', ') || 'none';
