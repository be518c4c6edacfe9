import { InteractionType } from 'discord-api-types/v10';
import type { Hono } from 'hono';
import type { Gateway } from '../gateway/gateway.ts';
import type { World } from '../world.ts';
import { actionRoutes } from './actions.ts';
import { pageBundle } from './bundle.ts';
import type { ChatState } from './model.ts';
import { Samples } from './samples.ts';
import { eventStream } from './stream.ts';
import { channels, chatCommand, chatInteraction, chatMessage, person, self, visible } from './view.ts';

/** Messages that the page gets at its start. */
const HISTORY = 200;

/** The page may load nothing from outside, and nobody may frame it. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The chat page and what it asks for. `close` ends its live connections. */
export function chatRoutes(app: Hono, world: World, gateway: Gateway, folder?: string): { close(): void } {
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
  app.get('/chat/state', async (c) => c.json(state(world, gateway, await samples.list())));
  app.get('/chat/events', () => eventStream(world, gateway, closing.signal));
  app.get('/chat/samples/:name', async (c) => {
    const bytes = await samples.read(c.req.param('name'));
    return bytes ? c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/jpeg' }) : c.notFound();
  });
  app.route('/chat', actionRoutes(world, gateway));
  return { close: () => closing.abort() };
}

function state(world: World, gateway: Gateway, samples: ChatState['samples']): ChatState {
  return {
    self: person(self(world)),
    bot: { ...person(world.bot), connected: gateway.connected },
    server: world.guild.name,
    channels: channels(world),
    commands: world.commands.all().map(chatCommand),
    messages: world.messages
      .all()
      .filter((message) => visible(world, message))
      .slice(-HISTORY)
      .map((message) => chatMessage(world, message)),
    interactions: world.interactions
      .all()
      .filter(
        (i) =>
          i.payload.type !== InteractionType.ApplicationCommandAutocomplete &&
          (i.state === 'waiting' || i.state === 'failed'),
      )
      .slice(-HISTORY)
      .map(chatInteraction),
    samples,
  };
}
