import { setTimeout as sleep } from 'node:timers/promises';
import { asAtelierError, sentenceOf } from '@atelier/contract/errors.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { presets } from '@atelier/core/styles/catalogue.ts';
import { qualitiesOf } from '@atelier/core/transfer/preset-qualities.ts';
import { VERSION } from '@atelier/core/version.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { streamSSE } from 'hono/streaming';
import type { Keys } from './keys.ts';
import type { Orders, Owner, View } from './orders.ts';
import { CANCEL, DOCUMENT, EVENTS, FIND, HEALTH, ORDER_PAINTING, PICTURE, PRESETS } from './routes.ts';
import type { PaintingBody } from './schemas.ts';
import { takenOrder } from './take-order.ts';

export interface Service {
  orders: Orders;
  keys: Keys;
  log: Log;
  /** names under which this machine may be addressed; null: any, as it listens to others too */
  hosts: readonly string[] | null;
}

type Env = { Variables: { owner: Owner } };

/** Bytes of a form beside its two pictures. */
const FORM_BYTES = 64 * 1024;
/** ms between two looks at a painting whose progress is told */
const LOOK_MS = 300;
/** ms between two signs of life where nothing happens */
const IDLE_MS = 15_000;

/** The HTTP service. */
export function serviceApp({ orders, keys, log, hosts }: Service): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>({
    defaultHook: (result, c) => {
      if (result.success) return;
      const { path, message } = result.error.issues[0]!; // a refusal names at least one
      return refused(c, 400, 'option.invalid', `${path.join('.') || 'The request'}: ${message}.`);
    },
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });

  app.use(async (c, next) => {
    const why = hosts === null ? null : strangerAt(c, hosts);
    return why === null ? next() : refused(c, 403, 'request.forbidden', why);
  });
  app.use('/v1/*', async (c, next) => {
    const owner = keys.ownerOf(c.req.header('authorization'));
    if (owner === null) {
      c.header('www-authenticate', 'Bearer');
      return refused(c, 401, 'request.key', 'A key is needed: Authorization: Bearer KEY.');
    }
    c.set('owner', owner);
    return next();
  });
  app.use(
    '/v1/paintings',
    bodyLimit({
      maxSize: 2 * LIMITS.photoBytes + FORM_BYTES,
      onError: (c) => {
        const limit = LIMITS.photoBytes / 2 ** 20;
        return refused(c, 413, 'image.too-many-bytes', `A picture may have at most ${limit} MiB.`);
      },
    }),
  );

  app.openapi(PRESETS, async (c) => {
    const all = presets().map(async (preset) => {
      const { name, title, artist, year, moods } = preset;
      return { name, title, artist, year, moods: [...moods], qualities: [...(await qualitiesOf(preset))] };
    });
    return c.json(await Promise.all(all), 200);
  });
  app.openapi(ORDER_PAINTING, async (c) => {
    const owner = c.get('owner');
    const { order, photo, style } = await takenOrder(c.req.valid('form'));
    const id = await orders.submit(owner, order, photo, style);
    c.header('location', `/v1/paintings/${id}`);
    return c.json(bodyOf((await orders.find(owner, id))!), 202);
  });
  app.openapi(FIND, async (c) => {
    const view = await orders.find(c.get('owner'), c.req.valid('param').id);
    return view === null ? unknown(c) : c.json(bodyOf(view), 200);
  });
  app.openapi(PICTURE, async (c) => {
    const { id } = c.req.valid('param');
    const picture = await orders.picture(c.get('owner'), id);
    if (picture !== null)
      return c.body(Uint8Array.from(picture.bytes), 200, { 'content-type': `image/${picture.type}` });
    const view = await orders.find(c.get('owner'), id);
    if (view === null) return unknown(c);
    if (view.error !== null)
      return refused(c, 409, view.error.code, sentenceOf(view.error.code, view.error.data));
    return refused(
      c,
      409,
      'job.unfinished',
      'This picture is not there: it is still being painted, or not kept any more.',
    );
  });
  app.openapi(EVENTS, async (c) => {
    const { id } = c.req.valid('param');
    const owner = c.get('owner');
    const first = await orders.find(owner, id);
    if (first === null) return unknown(c);
    return streamSSE(c, (stream) => tell(stream, first, () => orders.find(owner, id))) as never;
  });
  app.openapi(CANCEL, async (c) => {
    const { id } = c.req.valid('param');
    if (await orders.cancel(c.get('owner'), id)) return c.body(null, 204);
    if ((await orders.find(c.get('owner'), id)) === null) return unknown(c);
    return refused(c, 409, 'job.too-late', 'It had ended before.');
  });
  app.openapi(HEALTH, async (c) => {
    const ok = await orders.healthy().catch(() => false);
    return c.json({ ok }, ok ? 200 : 503);
  });
  app.doc31('/openapi.json', {
    ...DOCUMENT,
    info: { ...DOCUMENT.info, version: VERSION },
    ...(keys.asked && { security: [{ key: [] }] }),
  });
  refuseOtherMethods(app);

  app.notFound((c) =>
    refused(c, 404, 'request.unknown', 'There is nothing at this address; see /openapi.json.'),
  );
  app.onError((thrown, c) => {
    if (thrown instanceof HTTPException) {
      return refused(
        c,
        thrown.status === 415 ? 415 : 400,
        'request.malformed',
        'The request cannot be read.',
      );
    }
    const error = asAtelierError(thrown);
    if (error.code === 'internal') log.error({ err: thrown }, 'a request failed');
    const status = statusOf(error.code);
    if (status === 429 || status === 503) c.header('retry-after', '10');
    return refused(c, status, error.code, error.message);
  });
  return app;
}

/** 405 where the address is known, and the method is not. */
function refuseOtherMethods(app: OpenAPIHono<Env>): void {
  const known = new Map<string, string[]>();
  for (const { method, path } of app.routes) {
    if (method !== 'ALL') known.set(path, [...(known.get(path) ?? []), method]);
  }
  for (const [path, methods] of known) {
    app.all(path, (c) => {
      c.header('allow', [...new Set(methods)].join(', '));
      return refused(c, 405, 'request.method', `Only ${methods.join(', ')} can be done here.`);
    });
  }
}

/**
 * A page in a browser could order from a service on its reader's machine, and read the answer through a name of its
 * own that leads there. Says why, or null.
 */
function strangerAt(c: Context, hosts: readonly string[]): string | null {
  const { hostname } = new URL(c.req.url);
  if (!hosts.includes(hostname)) return `The service does not go by the name ${hostname.slice(0, 100)}.`;
  const origin = c.req.header('origin');
  const isOwn = origin === undefined || (URL.canParse(origin) && hosts.includes(new URL(origin).hostname));
  return isOwn ? null : 'Pages of other places may not use it.';
}

type Stream = Parameters<Parameters<typeof streamSSE>[1]>[0];

/** `progress` until the painting has ended, then `done` or `failed`. */
async function tell(stream: Stream, first: View, look: () => Promise<View | null>): Promise<void> {
  let told = '';
  let quietSince = Date.now();
  for (let view: View | null = first; view !== null && !stream.aborted; view = await look()) {
    const hasEnded = view.state === 'done' || view.state === 'failed';
    const data = JSON.stringify(bodyOf(view));
    if (data !== told) {
      await stream.writeSSE({ event: hasEnded ? view.state : 'progress', data });
      [told, quietSince] = [data, Date.now()];
    } else if (Date.now() - quietSince > IDLE_MS) {
      await stream.write(':\n\n');
      quietSince = Date.now();
    }
    if (hasEnded) return;
    await sleep(LOOK_MS);
  }
}

function bodyOf({ id, state, order, createdAt, fraction, error, figures }: View): PaintingBody {
  const at = `/v1/paintings/${id}`;
  return {
    ...{ id, state, order, fraction, createdAt: createdAt.toISOString() },
    error: error && { code: error.code, message: sentenceOf(error.code, error.data) },
    figures: figures && { ...figures, losses: figures.losses.map((row) => ({ ...row })) },
    picture: state === 'done' ? `${at}/picture` : null,
    events: `${at}/events`,
  };
}

const unknown = (c: Context) => refused(c, 404, 'job.unknown', 'There is no painting of that id.');

function refused<Status extends 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503>(
  c: Context,
  status: Status,
  code: string,
  message: string,
) {
  return c.json({ error: { code, message } }, status);
}

function statusOf(code: string): 400 | 413 | 429 | 500 | 503 {
  if (code === 'image.too-many-bytes') return 413;
  if (/^(image|option|preset)\./.test(code)) return 400;
  if (code === 'job.limit') return 429;
  return code === 'internal' ? 500 : 503;
}
