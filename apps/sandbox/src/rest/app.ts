import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { DiscordError, refuse } from '../errors.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Delivery } from '../interactions/delivery.ts';
import type { World } from '../world.ts';
import { checkSizes, readBody } from './body.ts';
import type { RestApp, RestContext, RestEnv } from './context.ts';
import { type Fault, Faults } from './faults.ts';
import { REQUESTS_KEPT, type RestRequest } from './record.ts';
import { applicationRoutes } from './routes/application.ts';
import { callbackRoutes } from './routes/callback.ts';
import { channelRoutes } from './routes/channels.ts';
import { commandRoutes } from './routes/commands.ts';
import { gatewayRoutes } from './routes/gateway.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export interface Rest {
  app: RestApp;
  requests: RestRequest[];
  faults: Faults;
}

/** Routes that carry their own token in the path and need no bot. */
const OPEN = /^\/(interactions|webhooks)\//;

/** Discord's REST API, version 10: mounted under `/api/v10` and `/api`. */
export function restApp(world: World, gateway: Gateway, delivery: Delivery): Rest {
  const requests: RestRequest[] = [];
  const faults = new Faults();
  const app: RestApp = new Hono<RestEnv>();

  app.use(async (c, next) => {
    const path = pathOf(c);
    const asBot = c.req.header('authorization') === `Bot ${world.token}`;
    const entry = begin(c, path, asBot, world.now());
    requests.push(entry);
    if (requests.length > REQUESTS_KEPT) requests.shift();
    const fault = faults.take(c.req.method, path);
    try {
      const sent = await readBody(c.req.raw, world.limits);
      c.set('sent', sent);
      c.set('asBot', asBot);
      entry.json = sent.json;
      entry.files = sent.files.map((file) => ({
        field: file.field,
        name: file.name,
        size: file.bytes.byteLength,
      }));
      checkSizes(sent.files, world.limits);
      if (fault && !fault.afterwards) c.res = await failure(c, fault);
      else {
        if (!asBot && !OPEN.test(path)) throw refuse.unauthorized();
        if (fault?.lateMs) await wait(fault.lateMs);
        await next();
        if (fault) c.res = await failure(c, fault);
      }
    } catch (error) {
      c.res = answer(c, error, world);
    }
    rateHeaders(c, path);
    entry.status = c.res.status;
    if (c.res.status >= 400) entry.error = await errorOf(c.res.clone());
    world.events.emit('request', entry);
    world.log.debug(
      { method: entry.method, path: entry.path, status: entry.status, error: entry.error },
      'rest',
    );
  });
  app.onError((error, c) => answer(c, error, world));
  app.notFound((c) => answer(c, refuse.routeNotFound(), world));

  gatewayRoutes(app, world, gateway);
  applicationRoutes(app, world, delivery);
  commandRoutes(app, world);
  callbackRoutes(app, world);
  webhookRoutes(app, world);
  channelRoutes(app, world);
  return { app, requests, faults };
}

const pathOf = (c: RestContext): string =>
  decodeURIComponent(new URL(c.req.url).pathname.replace(/^\/api(\/v10)?(?=\/)/, ''));

function begin(c: RestContext, path: string, asBot: boolean, at: number): RestRequest {
  return {
    method: c.req.method,
    path,
    query: c.req.query(),
    asBot,
    contentType: c.req.header('content-type') ?? '',
    json: undefined,
    files: [],
    status: 0,
    error: null,
    at,
  };
}

function answer(c: RestContext, error: unknown, world: World): Response {
  if (error instanceof DiscordError) return c.json(error.body, error.status as ContentfulStatusCode);
  world.log.error({ err: error }, 'the sandbox itself failed');
  return c.json({ message: '500: Internal Server Error', code: 0 }, 500);
}

async function failure(c: RestContext, fault: Fault): Promise<Response> {
  if (fault.delayMs) await wait(fault.delayMs);
  if (fault.lost) c.env.incoming.socket.destroy();
  return c.json(
    fault.body ?? { message: `${fault.status}: planned`, code: 0 },
    fault.status as ContentfulStatusCode,
    fault.headers,
  );
}

async function errorOf(response: Response): Promise<RestRequest['error']> {
  const body = (await response.json().catch(() => null)) as { code?: number; message?: string } | null;
  return { code: body?.code ?? 0, message: body?.message ?? '' };
}

/** Rate limit headers that never hold anybody back; a planned 429 brings its own. */
function rateHeaders(c: RestContext, path: string): void {
  if (c.res.headers.has('X-RateLimit-Limit')) return;
  const route = `${c.req.method} ${path.replace(/\d{16,}/g, ':id')}`;
  c.res.headers.set('X-RateLimit-Bucket', createHash('md5').update(route).digest('hex'));
  c.res.headers.set('X-RateLimit-Limit', '1000');
  c.res.headers.set('X-RateLimit-Remaining', '999');
  c.res.headers.set('X-RateLimit-Reset', String(Date.now() / 1000 + 1));
  c.res.headers.set('X-RateLimit-Reset-After', '1');
}
