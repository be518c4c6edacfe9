import { createRoute, z } from '@hono/zod-openapi';
import { ErrorBody, HealthBody, Id, OrderForm, PaintingBody, PresetBody } from './schemas.ts';

/** The service as OpenAPI describes it. */

const json = <Schema>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const problem = (description: string) => json(ErrorBody, description);

/** What every request may meet. */
const ALWAYS = {
  400: problem('the request, or what was ordered, cannot be'),
  401: problem('a key is asked for, and was not given'),
  403: problem('asked by a page of another place, or by another name than this machine’s'),
  500: problem('something went wrong, and was logged'),
  503: problem('it cannot be painted just now; try again'),
};
const UNKNOWN = { 404: problem('there is no painting of that id') };

/** What can be done with what was ordered. */
const links = Object.fromEntries(
  ['findPainting', 'readPicture', 'watchPainting', 'cancelPainting'].map((operationId) => [
    operationId,
    { operationId, parameters: { id: '$response.body#/id' } },
  ]),
);

export const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Atelier',
    description:
      'Post a photo, get a painting in the style of another. The same order as in Discord and on the command line.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
};

export const PRESETS = createRoute({
  method: 'get',
  path: '/v1/presets',
  operationId: 'listPresets',
  summary: 'The styles, and the qualities that each can be painted in',
  responses: { 200: json(z.array(PresetBody), 'all of them'), ...ALWAYS },
});

export const ORDER_PAINTING = createRoute({
  method: 'post',
  path: '/v1/paintings',
  operationId: 'orderPainting',
  summary: 'Orders a painting of a photo, in the style of a preset or of a picture of your own',
  request: { body: { required: true, content: { 'multipart/form-data': { schema: OrderForm } } } },
  responses: {
    202: {
      ...json(PaintingBody, 'it is ordered'),
      links,
      headers: z.object({ location: z.string().openapi({ description: 'where it stands' }) }),
    },
    413: problem('a picture has too many bytes'),
    415: problem('not a form'),
    429: problem('as many paintings as one may have are open; try again when one has ended'),
    ...ALWAYS,
  },
});

export const FIND = createRoute({
  method: 'get',
  path: '/v1/paintings/{id}',
  operationId: 'findPainting',
  summary: 'How a painting stands, and what was measured once it is there',
  request: { params: Id },
  responses: { 200: json(PaintingBody, 'the painting'), ...UNKNOWN, ...ALWAYS },
});

const binary = z.string().openapi({ format: 'binary' });

export const PICTURE = createRoute({
  method: 'get',
  path: '/v1/paintings/{id}/picture',
  operationId: 'readPicture',
  summary: 'The picture: PNG while it is small enough, otherwise WebP or JPEG',
  request: { params: Id },
  responses: {
    200: {
      description: 'the file',
      content: {
        'image/png': { schema: binary },
        'image/webp': { schema: binary },
        'image/jpeg': { schema: binary },
      },
    },
    409: problem('it is not there: it failed, is still being painted, or is not kept any more'),
    ...UNKNOWN,
    ...ALWAYS,
  },
});

export const EVENTS = createRoute({
  method: 'get',
  path: '/v1/paintings/{id}/events',
  operationId: 'watchPainting',
  summary:
    'Server-sent events: `progress`, and at the end `done` or `failed`; the data of each is the painting',
  request: { params: Id },
  responses: {
    200: { description: 'the events', content: { 'text/event-stream': { schema: z.string() } } },
    ...UNKNOWN,
    ...ALWAYS,
  },
});

export const CANCEL = createRoute({
  method: 'delete',
  path: '/v1/paintings/{id}',
  operationId: 'cancelPainting',
  summary: 'Ends a painting that waits or is being painted',
  request: { params: Id },
  responses: {
    204: { description: 'it is cancelled' },
    409: problem('it had ended before'),
    ...UNKNOWN,
    ...ALWAYS,
  },
});

export const HEALTH = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'health',
  summary: 'Whether orders are taken',
  security: [],
  responses: {
    200: json(HealthBody, 'they are'),
    403: ALWAYS[403],
    503: json(HealthBody, 'not now'),
  },
});
