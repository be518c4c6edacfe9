import { InteractionType } from 'discord-api-types/v10';
import type { World } from '../world.ts';
import type { Delivery } from './delivery.ts';
import type { AutocompleteChoice } from './interaction.ts';
import { optionNamed } from './options.ts';
import { payload } from './payload.ts';
import { CannotSend, circumstances, deliver, type Invocation } from './sender.ts';

/** Asks the bot for suggestions; answers when it has given them, or with none after 3 s. */
export async function autocomplete(
  world: World,
  delivery: Delivery,
  given: Invocation & { focused: string },
): Promise<AutocompleteChoice[]> {
  const command = world.commands.named(given.command, 1);
  if (!command) throw new CannotSend(`There is no command ${given.command}.`);
  const { channel, user, common } = circumstances(world, given);
  const typed = Object.entries(given.options ?? {}).filter(([, value]) => typeof value !== 'object');
  const options = typed.map(([name, value]) => ({
    name,
    type: optionNamed(command, name).type,
    value,
    ...(name === given.focused && { focused: true }),
  }));
  const data = { id: command.id, name: command.name, type: 1, options };
  const sent = payload(world, { ...common, type: InteractionType.ApplicationCommandAutocomplete, data });
  const interaction = deliver(world, delivery, sent, {
    user,
    channel,
    name: command.name,
    userInstalled: common.userInstalled,
    sourceId: null,
  });
  while (interaction.state === 'waiting')
    await new Promise<void>((done) => world.events.once('interaction', () => done()));
  return interaction.choices ?? [];
}
