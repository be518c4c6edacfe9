import { InteractionType } from 'discord-api-types/v10';
import type { Gateway } from '../gateway/gateway.ts';
import type { World } from '../world.ts';
import type { Interaction } from './interaction.ts';
import { payload } from './payload.ts';
import { CannotSend, circumstances, deliver, type Sender } from './sender.ts';

/** Presses a button, or chooses from a select (`values`), on a message. */
export function press(
  world: World,
  gateway: Gateway,
  given: Sender & { messageId: string; customId: string; values?: string[] },
): Interaction {
  const message = world.messages.get(given.messageId);
  if (!message) throw new CannotSend('This message is gone.');
  const component = findComponent(message.data.components, given.customId);
  if (!component || component.disabled)
    throw new CannotSend('There is no such button on this message any more.');
  const { channel, user, common } = circumstances(world, { ...given, channelId: message.channelId });
  const data = {
    custom_id: given.customId,
    component_type: component.type,
    id: component.id,
    ...(component.type !== 2 && { values: given.values ?? [] }),
  };
  const sent = payload(world, {
    ...common,
    type: InteractionType.MessageComponent,
    data,
    message: world.messages.view(message),
  });
  return deliver(world, gateway, sent, { user, channel, name: given.customId, given, sourceId: message.id });
}

/** A component with this custom_id, wherever it is nested. */
function findComponent(
  components: Record<string, unknown>[],
  customId: string,
): Record<string, unknown> | undefined {
  for (const component of components) {
    if (component.custom_id === customId) return component;
    const inner = [
      ...((component.components as Record<string, unknown>[]) ?? []),
      ...(component.accessory ? [component.accessory as Record<string, unknown>] : []),
    ];
    const found = findComponent(inner, customId);
    if (found) return found;
  }
  return undefined;
}
