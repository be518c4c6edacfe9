import { type APIUser, ChannelType } from 'discord-api-types/v10';
import { Files } from './cdn/files.ts';
import { Commands } from './commands.ts';
import { Events } from './events.ts';
import { botToken, snowflakes } from './ids.ts';
import { Interactions } from './interactions/store.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import { Messages } from './messages/store.ts';
import { People, user } from './people.ts';

export interface Channel {
  id: string;
  type: ChannelType.GuildText | ChannelType.DM;
  name: string;
  guildId: string | null;
  recipient: APIUser | null;
  /** Whether the bot is there: where the application is installed for the user only, it is not. */
  botIsHere: boolean;
}

/** The whole state of one sandbox: an application, its bot, one server with one channel, and people. */
export interface World {
  readonly now: () => number;
  readonly log: Log;
  readonly limits: Limits;
  readonly nextId: () => string;
  readonly token: string;
  readonly application: { id: string; name: string; description: string };
  readonly bot: APIUser;
  readonly guild: { id: string; name: string };
  readonly channels: Map<string, Channel>;
  readonly home: Channel;
  readonly elsewhere: Channel;
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
  const guild = { id: '1290000000000000002', name: 'Sandbox' };
  const home = room('1290000000000000003', 'studio', guild.id, true);
  const elsewhere = room('1290000000000000005', 'elsewhere', '1290000000000000004', false);
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
    channels: new Map([home, elsewhere].map((channel) => [channel.id, channel])),
    home,
    elsewhere,
    people,
    files,
    events,
    commands: new Commands(events),
    messages,
    interactions: new Interactions(messages, events, now, limits),
  };
}

function room(id: string, name: string, guildId: string, botIsHere: boolean): Channel {
  return { id, type: ChannelType.GuildText, name, guildId, recipient: null, botIsHere };
}

/** The private channel between the bot and one person; made on first use. */
export function directChannel(world: World, person: APIUser): Channel {
  const known = [...world.channels.values()].find((channel) => channel.recipient?.id === person.id);
  if (known) return known;
  const channel: Channel = {
    id: world.nextId(),
    type: ChannelType.DM,
    name: person.username,
    guildId: null,
    recipient: person,
    botIsHere: true,
  };
  world.channels.set(channel.id, channel);
  return channel;
}
