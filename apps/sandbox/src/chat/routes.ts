import type { Hono } from 'hono';
import type { Delivery } from '../interactions/delivery.ts';
import type { World } from '../world.ts';
import { actionRoutes } from './actions.ts';
import { pageBundle } from './bundle.ts';
import type { ChatState } from './model.ts';
import { Samples } from './samples.ts';
import { eventStream } from './stream.ts';
import {
  chatChannels,
  chatInteraction,
  chatMember,
  chatMessage,
  person,
  shownInteraction,
  visible,
} from './view.ts';
import { chatCommands } from './view-command.ts';
import { type Viewer, viewerOf } from './viewer.ts';

/** Messages that the page gets at its start. */
const HISTORY = 200;

/** The page may load nothing from outside, and nobody may frame it. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The chat page and what it asks for. `close` ends its live connections. */
export function chatRoutes(app: Hono, world: World, delivery: Delivery, folder?: string): { close(): void } {
  const closing = new AbortController();
  const samples = new Samples(folder);
  app.get('/', async (c) =>
    c.html((await pageBundle()).html, 200, {
      'Content-Security-Policy': CSP,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    }),
  );
  app.get('/page.js', async (c) =>
    c.body((await pageBundle()).script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/page.css', async (c) =>
    c.body((await pageBundle()).style, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  );
  app.get('/chat/state', async (c) =>
    c.json(state(world, delivery, viewerOf(world, c), await samples.list())),
  );
  app.get('/chat/events', (c) => eventStream(world, delivery, viewerOf(world, c), closing.signal));
  app.get('/chat/samples/:name', async (c) => {
    const bytes = await samples.read(c.req.param('name'));
    return bytes ? c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/jpeg' }) : c.notFound();
  });
  app.route('/chat', actionRoutes(world, delivery));
  return { close: () => closing.abort() };
}

function state(world: World, delivery: Delivery, viewer: Viewer, samples: ChatState['samples']): ChatState {
  return {
    self: chatMember(world, viewer.user),
    people: world.people.roster().map((user) => chatMember(world, user)),
    roles: world.guildRoles.map(({ id, name }) => ({ id, name: String(name) })),
    bot: { ...person(world.bot), connected: delivery.connected },
    server: world.guild.name,
    channels: chatChannels(world, viewer),
    commands: chatCommands(world, viewer),
    messages: world.messages
      .all()
      .filter((message) => visible(world, viewer, message))
      .slice(-HISTORY)
      .map((message) => chatMessage(world, message)),
    interactions: world.interactions
      .all()
      .filter(
        (i) => shownInteraction(viewer, i) && (i.state === 'waiting' || i.state === 'failed' || i.modalOpen),
      )
      .slice(-HISTORY)
      .map(chatInteraction),
    samples,
  };
}
