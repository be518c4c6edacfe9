import type { APIApplicationCommand, APIApplicationCommandOption } from 'discord-api-types/v10';
import type { AutocompleteChoice } from '../interactions/interaction.ts';
import { withheld } from '../interactions/offered.ts';
import { KIND_OF_OPTION } from '../interactions/resolved.ts';
import { permissionsOf, type World } from '../world.ts';
import type { ChatCommand, ChatOption } from './model.ts';
import { channelsOf } from './view.ts';
import type { Viewer } from './viewer.ts';

type Localised = Record<string, string | null> | null;

interface Named {
  name: string;
  name_localizations?: Localised;
}

/** The name in the person's language, as far as the bot has registered it. */
const nameIn = (locale: string, { name, name_localizations }: Named): string =>
  name_localizations?.[locale] ?? name;

/** The commands that a person is offered somewhere, each with the channels where. */
export function chatCommands(world: World, viewer: Viewer): ChatCommand[] {
  const places = channelsOf(world, viewer);
  return world.commands
    .all()
    .map((command) => ({
      ...chatCommand(world, viewer, command),
      channels: places
        .filter((place) => !withheld(world, command, place, permissionsOf(world, viewer.user.id, place)))
        .map((place) => place.id),
    }))
    .filter((command) => command.channels.length > 0);
}

function chatCommand(
  world: World,
  { locale }: Viewer,
  command: APIApplicationCommand,
): Omit<ChatCommand, 'channels'> {
  return {
    id: command.id,
    name: command.name,
    type: command.type,
    label: nameIn(locale, command),
    description: command.description_localizations?.[locale as 'de'] ?? command.description,
    options: (command.options ?? []).map((option) => chatOption(world, locale, option)),
  };
}

type AnyOption = APIApplicationCommandOption & {
  autocomplete?: boolean;
  choices?: (AutocompleteChoice & { name_localizations?: Localised })[];
  min_value?: number;
  max_value?: number;
};

function chatOption(world: World, locale: string, given: APIApplicationCommandOption): ChatOption {
  const option = given as AnyOption;
  return {
    name: option.name,
    label: nameIn(locale, option),
    description: option.description_localizations?.[locale as 'de'] ?? option.description,
    type: option.type,
    required: option.required ?? false,
    autocomplete: option.autocomplete ?? false,
    choices:
      named(world, option.type) ??
      (option.choices ?? []).map((choice) => ({ name: nameIn(locale, choice), value: choice.value })),
    min: option.min_value,
    max: option.max_value,
  };
}

/** Things that an option names by id are offered like fixed choices. */
function named(world: World, type: number): AutocompleteChoice[] | null {
  const kind = KIND_OF_OPTION[type];
  if (!kind) return null;
  const people = world.people.roster().map((p) => ({ name: p.global_name ?? p.username, value: p.id }));
  const roles = world.guildRoles.map((role) => ({ name: String(role.name), value: role.id }));
  const rooms = [...world.channels.values()].filter((channel) => channel.guildId === world.guild.id);
  if (kind === 'channel') return rooms.map((channel) => ({ name: `#${channel.name}`, value: channel.id }));
  return kind === 'user' ? people : kind === 'role' ? roles : [...people, ...roles];
}
