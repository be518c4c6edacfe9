import { type APIUser, ChannelType } from 'discord-api-types/v10';
import { Files } from './cdn/files.ts';
import { Commands } from './commands.ts';
import { Events } from './events.ts';
import { botToken, snowflakes } from './ids.ts';
import { Interactions } from './interactions/store.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import { Messages } from './messages/store.ts';
import { DEFAULT_PERSON, People, ROLES, user } from './people.ts';
import { EVERYONE, EVERYTHING } from './rights.ts';

export interface Channel {
  id: string;
  type: ChannelType.GuildText | ChannelType.DM | ChannelType.GroupDM;
  name: string;
  guildId: string | null;
  recipient: APIUser | null;
  /** Whether the bot is there: where the application is installed for the user only, it is not. */
  botIsHere: boolean;
  /** Age-restricted. */
  nsfw: boolean;
}

/** The whole state of one sandbox: an application, its bot, one server with its channels, and people. */
export interface World {
  readonly now: () => number;
  readonly log: Log;
  readonly limits: Limits;
  readonly nextId: () => string;
  readonly token: string;
  readonly application: { id: string; name: string; description: string };
  readonly bot: APIUser;
  readonly guild: { id: string; name: string; ownerId: string };
  /** The server's roles as Discord describes them. */
  readonly guildRoles: readonly (Record<string, unknown> & { id: string })[];
  readonly channels: Map<string, Channel>;
  /** The server's channel where things happen by default. */
  readonly home: Channel;
  /** The server's age-restricted channel. */
  readonly afterDark: Channel;
  /** A channel of another server, where the bot is not a member. */
  readonly elsewhere: Channel;
  /** A group conversation, where the bot is not either. */
  readonly friends: Channel;
  readonly people: People;
  readonly files: Files;
  readonly events: Events;
  readonly commands: Commands;
  readonly messages: Messages;
  readonly interactions: Interactions;
}

/** Fixed, so that a bot's stored rows still mean the same application after a restart. */
const APPLICATION_ID = '1290000000000000001';

export function createWorld(given: { base: string; now: () => number; log: Log; limits: Limits }): World {
  const { now, log, limits } = given;
  const nextId = snowflakes(now);
  const events = new Events();
  const people = new People();
  const bot = people.add(user(APPLICATION_ID, 'Atelier', null, true));
  const guild = {
    id: '1290000000000000002',
    name: 'Sandbox',
    ownerId: people.named(DEFAULT_PERSON).id,
  };
  const home = room({ id: '1290000000000000003', name: 'studio', guildId: guild.id, botIsHere: true });
  const afterDark = room({
    id: '1290000000000000006',
    name: 'after-dark',
    guildId: guild.id,
    botIsHere: true,
    nsfw: true,
  });
  const elsewhere = room({ id: '1290000000000000005', name: 'elsewhere', guildId: '1290000000000000004' });
  const friends = room({ id: '1290000000000000007', name: 'Friends', type: ChannelType.GroupDM });
  const files = new Files(given.base, now, limits.addressLifeMs, nextId);
  const messages = new Messages(nextId, now, events, files);
  return {
    now,
    log,
    limits,
    nextId,
    token: botToken(APPLICATION_ID),
    application: {
      id: APPLICATION_ID,
      name: 'Atelier',
      description: 'The application under test in the sandbox',
    },
    bot,
    guild,
    guildRoles: guildRoles(guild.id),
    channels: new Map([home, afterDark, elsewhere, friends].map((channel) => [channel.id, channel])),
    home,
    afterDark,
    elsewhere,
    friends,
    people,
    files,
    events,
    commands: new Commands(events),
    messages,
    interactions: new Interactions(messages, events, now, limits),
  };
}

/** `@everyone`, whose id is the server's own, then the others. */
function guildRoles(guildId: string): World['guildRoles'] {
  const everyone = { id: guildId, name: '@everyone', permissions: EVERYONE, color: 0 };
  return [everyone, ...ROLES].map(({ id, name, permissions, color }, position) => ({
    id,
    name,
    description: null,
    permissions: permissions.toString(),
    position,
    color,
    colors: { primary_color: color, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  }));
}

function room(given: Partial<Channel> & { id: string; name: string }): Channel {
  return {
    type: ChannelType.GuildText,
    guildId: null,
    recipient: null,
    botIsHere: false,
    nsfw: false,
    ...given,
  };
}

/** The private channel between the bot and one person; made on first use. */
export function directChannel(world: World, person: APIUser): Channel {
  const known = [...world.channels.values()].find((channel) => channel.recipient?.id === person.id);
  if (known) return known;
  const channel = room({
    id: world.nextId(),
    type: ChannelType.DM,
    name: person.username,
    recipient: person,
    botIsHere: true,
  });
  world.channels.set(channel.id, channel);
  return channel;
}

/** A person's permissions in a channel; none outside of servers, where Discord has none. */
export function permissionsOf(world: World, personId: string, channel: Channel): bigint {
  if (channel.guildId === null) return 0n;
  if (channel.guildId !== world.guild.id) return EVERYONE;
  if (personId === world.guild.ownerId) return EVERYTHING;
  return world.people.rolesOf(personId).reduce((sum, role) => sum | role.permissions, EVERYONE);
}
