import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '@atelier/runtime/listen.ts';
import {
  type APIInteraction,
  InteractionResponseType,
  InteractionType,
  type RESTPostAPIInteractionCallbackJSONBody,
} from 'discord.js';
import { noteEvent, type WebhookEvent } from '../features/departures.ts';
import type { Bot } from '../reply/bot.ts';
import { handIn } from './hand-in.ts';
import { isSigned, publicKeyOf } from './signature.ts';

/** Where Discord is told to post: `https://…/interactions`. */
const ENDPOINT_PATH = '/interactions';

/** Where Discord is told to post its webhook events: `https://…/events`. */
const EVENTS_PATH = '/events';

/** bytes: an interaction with a whole message in it has some ten thousand */
const MAX_BODY = 1024 * 1024;

/** ms after which Discord has given up waiting for a first answer */
const PATIENCE_MS = 3_000;

/** ms between the response and the first edit: Discord must have read the one before it can take the other */
const SETTLE_MS = 200;

interface EndpointOptions {
  publicKey: string;
  port: number;
  /** the variable that says the port, for a refusal */
  variable: 'ATELIER_HTTP_PORT' | 'ATELIER_EVENTS_PORT';
  /** interactions come here too; false: by the gateway, and here are webhook events alone */
  interactions: boolean;
}

/**
 * Serves what Discord posts: what is not signed by Discord gets 401, a PING a PONG, and every other interaction goes the
 * way of those from the gateway, with its first answer as the response. Webhook events are noted.
 */
export async function serveEndpoint(
  bot: Bot,
  { publicKey, port, variable, interactions }: EndpointOptions,
): Promise<{ port: number; close(): Promise<void> }> {
  const key = publicKeyOf(publicKey);
  const paths = interactions ? [ENDPOINT_PATH, EVENTS_PATH] : [EVENTS_PATH];
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch((err: unknown) => {
      bot.log.error({ err }, 'a request to the interactions endpoint failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '';
    if (!paths.includes(path)) return end(response, 404);
    if (request.method !== 'POST') return end(response, 405);
    const body = await readBody(request);
    if (body === null) return end(response, 413);
    const { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp } = request.headers;
    if (!isSigned(key, body, { signature: one(signature), timestamp: one(timestamp) }))
      return end(response, 401);
    if (path === EVENTS_PATH) return takeEvent(body, response);
    const payload = parse(body);
    if (payload === null) return end(response, 400);
    if (payload.type === InteractionType.Ping)
      return void (await json(response, { type: InteractionResponseType.Pong }));
    await takeIn(payload, response);
  }

  /** A PING of this kind is answered like an event: 204, empty, and with a type, which Discord asks for all the same. */
  async function takeEvent(body: Buffer, response: ServerResponse): Promise<void> {
    const event = eventIn(body);
    if (event) await noteEvent(bot, event);
    await send(response, 204, '', { 'content-type': 'application/json' });
  }

  async function takeIn(payload: APIInteraction, response: ServerResponse): Promise<void> {
    const { id } = payload;
    const answered = new Promise<void>((done) => {
      response.once('close', done);
      setTimeout(done, PATIENCE_MS).unref();
    });
    bot.pendingResponses.open(id, async (body) => {
      if (!(await json(response, body))) return false;
      await sleep(SETTLE_MS);
      return true;
    });
    bot.channelsSeen.note(payload);
    // suggestions are promised to nobody
    if (payload.type !== InteractionType.ApplicationCommandAutocomplete) bot.openInteractions.note(payload);
    handIn(bot.client, payload);
    await answered;
    // nobody answered in time, or it had been answered before: Discord has no use for what comes now
    if (bot.pendingResponses.close(id)) await end(response, 503);
  }

  await listen(server, { port, variable });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Null when there is too much of it. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What Discord signed is an interaction; anything else would be a fault of theirs, and is refused, not thrown. */
function parse(body: Buffer): APIInteraction | null {
  try {
    const payload = JSON.parse(body.toString()) as APIInteraction | null;
    return typeof payload?.id === 'string' && typeof payload.type === 'number' ? payload : null;
  } catch {
    return null;
  }
}

/** Null for a PING, and for what is no event. */
function eventIn(body: Buffer): WebhookEvent | null {
  try {
    const { event } = JSON.parse(body.toString()) as { event?: WebhookEvent };
    return typeof event?.type === 'string' ? event : null;
  } catch {
    return null;
  }
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? undefined : header;

function json(
  response: ServerResponse,
  body: RESTPostAPIInteractionCallbackJSONBody | { type: InteractionResponseType.Pong },
): Promise<boolean> {
  return send(response, 200, JSON.stringify(body), { 'content-type': 'application/json' });
}

async function end(response: ServerResponse, status: number): Promise<void> {
  if (!response.headersSent) await send(response, status, '', status === 413 ? { connection: 'close' } : {});
}

/** Resolves when the response is on its way, true, or nobody will get it: of a broken line Node calls nobody back. */
export async function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: OutgoingHttpHeaders = {},
): Promise<boolean> {
  if (response.destroyed || response.socket?.destroyed) return false;
  response.writeHead(status, headers);
  await new Promise<void>((done) => {
    response.once('close', done);
    response.end(body, done);
  });
  return true;
}
