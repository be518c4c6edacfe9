import { checkMessage, nothingBefore } from '../../checks/message.ts';
import { DiscordError, refuse } from '../../errors.ts';
import { applyBody, before } from '../../messages/apply.ts';
import type { StoredMessage } from '../../messages/message.ts';
import type { Channel, World } from '../../world.ts';
import type { RestApp, RestContext } from '../context.ts';

/** Messages that the bot itself sends into a channel or a private conversation. */
export function channelRoutes(app: RestApp, world: World): void {
  app.get('/channels/:channel', (c) => c.json(channelObject(open(c, world))));
  app.get('/channels/:channel/messages', (c) => {
    const channel = open(c, world);
    const newest = world.messages
      .all()
      .filter((m) => m.channelId === channel.id && m.onlyFor === null)
      .reverse();
    return c.json(newest.slice(0, Number(c.req.query('limit') ?? 50)).map((m) => world.messages.view(m)));
  });
  app.post('/channels/:channel/messages', (c) => {
    const channel = open(c, world);
    const { json, files } = c.get('sent');
    checkMessage('MessageCreateRequest', json, files, nothingBefore, world.limits);
    const again = json.enforce_nonce ? sameNonce(world, channel, json.nonce) : undefined;
    if (again) return c.json(world.messages.view(again));
    const message = world.messages.draft({ channelId: channel.id, author: world.bot, nonce: json.nonce });
    refer(world, message, json.message_reference);
    applyBody(message, json, files, world.files);
    return c.json(world.messages.view(world.messages.keep(message)));
  });
  const path = '/channels/:channel/messages/:message';
  app.get(path, (c) => c.json(world.messages.view(one(c, world))));
  app.patch(path, (c) => {
    const message = one(c, world);
    if (message.data.author.id !== world.bot.id) throw refuse.notYourMessage();
    const { json, files } = c.get('sent');
    checkMessage('MessageEditRequestPartial', json ?? {}, files, before(message), world.limits);
    applyBody(message, json ?? {}, files, world.files);
    return c.json(world.messages.view(world.messages.changed(message)));
  });
  app.delete(path, (c) => {
    world.messages.remove(one(c, world));
    return c.body(null, 204);
  });
}

function open(c: RestContext, world: World): Channel {
  const channel = world.channels.get(c.req.param('channel') ?? '');
  if (!channel) throw refuse.unknownChannel();
  if (!channel.botIsHere) throw refuse.missingAccess();
  return channel;
}

/** Ephemeral messages are not in the channel's history: only their interaction's webhook reaches them. */
function one(c: RestContext, world: World): StoredMessage {
  const channel = open(c, world);
  const message = world.messages.get(c.req.param('message') ?? '');
  if (!message || message.channelId !== channel.id || message.onlyFor !== null) throw refuse.unknownMessage();
  return message;
}

/** With `enforce_nonce`, the bot's message of the last minutes with this nonce is answered instead of a new one. */
function sameNonce(
  world: World,
  channel: Channel,
  nonce: string | number | null | undefined,
): StoredMessage | undefined {
  if (nonce === undefined || nonce === null) return undefined;
  return world.messages
    .all()
    .find(
      (m) =>
        m.channelId === channel.id &&
        m.nonce === String(nonce) &&
        world.now() - m.createdAt < world.limits.nonceMemoryMs,
    );
}

function refer(
  world: World,
  message: StoredMessage,
  reference: { message_id: string; fail_if_not_exists?: boolean } | null | undefined,
): void {
  if (!reference) return;
  const found = world.messages.get(String(reference.message_id));
  if (found?.channelId === message.channelId) {
    message.data.type = 19;
    message.data.message_reference = { type: 0, channel_id: message.channelId, message_id: found.id };
  } else if (reference.fail_if_not_exists !== false)
    throw new DiscordError(400, 50_035, 'Invalid Form Body', {
      message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] },
    });
}

const channelObject = (channel: Channel): object => ({
  id: channel.id,
  type: channel.type,
  name: channel.name,
  ...(channel.guildId && {
    guild_id: channel.guildId,
    position: 0,
    permission_overwrites: [],
    parent_id: null,
    nsfw: channel.nsfw,
  }),
  ...(channel.recipient && { recipients: [channel.recipient] }),
});
