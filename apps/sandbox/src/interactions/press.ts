import { InteractionType } from 'discord-api-types/v10';
import { walk } from '../checks/components.ts';
import type { World } from '../world.ts';
import type { Delivery } from './delivery.ts';
import type { Interaction } from './interaction.ts';
import { payload } from './payload.ts';
import { KIND_OF_SELECT, Resolved } from './resolved.ts';
import { CannotSend, circumstances, deliver, type Sender } from './sender.ts';

/** Presses a button, or chooses from a select (`values`), on a message. */
export function press(
  world: World,
  delivery: Delivery,
  given: Sender & { messageId: string; customId: string; values?: string[] },
): Interaction {
  const message = world.messages.get(given.messageId);
  if (!message) throw new CannotSend('This message is gone.');
  const component = findComponent(message.data.components, given.customId);
  if (!component || component.disabled)
    throw new CannotSend('There is no such button on this message any more.');
  const { channel, user, common } = circumstances(world, { ...given, channelId: message.channelId });
  const resolved = new Resolved(world, channel);
  const values = given.values ?? [];
  if (component.type !== 2) checkChosen(component, values, resolved);
  const data = {
    custom_id: given.customId,
    component_type: component.type,
    id: component.id,
    ...(component.type !== 2 && { values, ...resolved.field }),
  };
  const sent = payload(world, {
    ...common,
    type: InteractionType.MessageComponent,
    data,
    message: world.messages.view(message),
  });
  const { userInstalled } = common;
  return deliver(world, delivery, sent, {
    user,
    channel,
    name: given.customId,
    userInstalled,
    sourceId: message.id,
  });
}

/** As many as the select takes, and only what it offers. Things named by id go into `resolved`. */
export function checkChosen(select: Record<string, unknown>, values: string[], resolved: Resolved): void {
  const least = Number(select.min_values ?? 1);
  const most = Number(select.max_values ?? 1);
  if (values.length < least || values.length > most)
    throw new CannotSend(least === most ? `Choose ${least}.` : `Choose ${least} to ${most}.`);
  const kind = KIND_OF_SELECT[Number(select.type)];
  const offered = (select.options as { value: string }[] | undefined) ?? [];
  for (const value of values) {
    if (kind) resolved.add(kind, value);
    else if (!offered.some((option) => option.value === value))
      throw new CannotSend(`${value} is not among the choices.`);
  }
}

/** A component with this custom_id, wherever it is nested. */
function findComponent(components: unknown, customId: string): Record<string, unknown> | undefined {
  for (const { component } of walk(components, [])) if (component.custom_id === customId) return component;
  return undefined;
}
