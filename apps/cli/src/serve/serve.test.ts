import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OPTION_NAMES, ORDER } from '@atelier/contract/order.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { openService, type RunningService } from './serve.ts';

/** The service with a painter of its own, and every answer held against its own description. */

const log = createLog('test', process.stderr, 'fatal');
const PHOTO = await readFile(fileURLToPath(new URL('../../../../docs/photos/fig.jpg', import.meta.url)));
const KEYS = ['a-key-of-one-gallery', 'a-key-of-another-one'];

let folder: string;
let service: RunningService;
let guarded: RunningService;
// biome-ignore lint/suspicious/noExplicitAny: a description is JSON of many shapes
let description: any;
let ajv: Ajv2020;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-serve-'));
  const environment = readEnvironment({ ATELIER_DATA: folder });
  service = await openService({ host: '127.0.0.1', port: 0 }, environment, log);
  process.env.ATELIER_API_KEYS = KEYS.join(', ');
  guarded = await openService({ host: '0.0.0.0', port: 0 }, environment, log);
  delete process.env.ATELIER_API_KEYS;
  description = await (await fetch(`${service.url}/openapi.json`)).json();
  ajv = new Ajv2020({ strict: false });
  (ajvFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(description, 'service');
});
after(async () => {
  await Promise.all([service?.close(), guarded?.close()]);
  await rm(folder, { recursive: true, force: true });
});

interface Body {
  id: string;
  state: string;
  order: Record<string, unknown>;
  figures: { width: number; height: number; seed: number };
  picture: string;
  events: string;
  error: { code: string; message: string };
  security: unknown;
}
const bodyOf = async (response: Response) => (await response.json()) as Body;

/** Asks, and refuses an answer that the description does not know. */
async function ask(path: string, init: RequestInit = {}, from = service): Promise<Response> {
  const response = await fetch(from.url.replace('0.0.0.0', '127.0.0.1') + path, init);
  const template = path.replace(/^(\/v1\/paintings\/)[^/]+/, '$1{id}');
  const operation = description.paths[template]?.[(init.method ?? 'get').toLowerCase()];
  if (operation === undefined) return response;
  const known = operation.responses[response.status];
  assert.ok(known, `${init.method ?? 'GET'} ${template} does not say that it answers ${response.status}`);
  const type = response.headers.get('content-type')?.split(';')[0];
  if (response.status === 204) return response;
  assert.ok(known.content[type!], `${template} does not say that it answers with ${type}`);
  if (type !== 'application/json') return response;
  const pointer = [
    template,
    (init.method ?? 'get').toLowerCase(),
    'responses',
    response.status,
    'content',
    type,
  ]
    .map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'))
    .map(encodeURIComponent)
    .join('/');
  const valid = ajv.validate({ $ref: `service#/paths/${pointer}/schema` }, await response.clone().json());
  assert.ok(valid, `${template}: ${ajv.errorsText()}`);
  return response;
}

function form(fields: Record<string, string | Blob>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

const photo = () => new Blob([PHOTO], { type: 'image/jpeg' });
const order = (fields: Record<string, string | Blob> = {}, init: RequestInit = {}, from = service) =>
  ask(
    '/v1/paintings',
    { ...init, method: 'POST', body: form({ photo: photo(), quality: 'fast', size: '64', ...fields }) },
    from,
  );

/** The events of a painting, to their end. */
async function eventsOf(
  path: string,
): Promise<{ event: string; data: { state: string; fraction: number } }[]> {
  const text = await (await ask(path)).text();
  return text
    .trim()
    .split('\n\n')
    .map((block) => {
      const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/m.exec(block)!;
      return { event, data: JSON.parse(data) };
    });
}

test('a photo goes in, its progress is told, and the painting comes out', async () => {
  const ordered = await order({ preset: 'starry-night', quality: 'high', seed: '7', keepColours: 'true' });
  assert.equal(ordered.status, 202);
  const body = await bodyOf(ordered);
  assert.equal(ordered.headers.get('location'), `/v1/paintings/${body.id}`);
  assert.deepEqual(
    [body.order.preset, body.order.seed, body.order.keepColours, body.order.strength],
    ['starry-night', 7, true, ORDER.strength.default],
  );
  const events = await eventsOf(body.events);
  assert.equal(events.at(-1)!.event, 'done');
  assert.ok(events.slice(0, -1).every(({ event }) => event === 'progress'));
  const done = await bodyOf(await ask(`/v1/paintings/${body.id}`));
  assert.deepEqual([done.state, done.figures.width, done.figures.seed], ['done', 64, 7]);
  const picture = await ask(done.picture);
  assert.equal(picture.headers.get('content-type'), 'image/png');
  const image = await decode(new Uint8Array(await picture.arrayBuffer()));
  assert.deepEqual([image.width, image.height], [done.figures.width, done.figures.height]);
});

test('a painting of one’s own is a style', async () => {
  const { id, order: taken } = await bodyOf(await order({ style: photo() }));
  assert.equal(taken.preset, 'own-style');
  assert.equal((await eventsOf(`/v1/paintings/${id}/events`)).at(-1)!.event, 'done');
});

test('what can be ordered is what the contract says', () => {
  const { properties, required } = description.components.schemas.OrderForm;
  assert.deepEqual(Object.keys(properties), ['photo', 'style', ...OPTION_NAMES]);
  assert.deepEqual(required, ['photo', 'quality']);
  const { minimum, maximum, default: usual } = properties.strength;
  assert.deepEqual(
    [minimum, maximum, usual],
    [ORDER.strength.min, ORDER.strength.max, ORDER.strength.default],
  );
});

test('a painting that waits can be cancelled, once', async () => {
  // the first keeps the painter busy
  const busy = await bodyOf(await order({ preset: 'udnie', quality: 'high', size: '512' }));
  const { id } = await bodyOf(await order({ preset: 'udnie', quality: 'high' }));
  for (const one of [id, busy.id]) {
    assert.equal((await ask(`/v1/paintings/${one}`, { method: 'DELETE' })).status, 204);
    assert.equal((await ask(`/v1/paintings/${one}`, { method: 'DELETE' })).status, 409);
  }
  const { state, error } = await bodyOf(await ask(`/v1/paintings/${id}`));
  assert.deepEqual([state, error.code], ['failed', 'job.cancelled']);
  assert.equal((await ask(`/v1/paintings/${id}/picture`)).status, 409);
});

test('nobody fills the service alone', async () => {
  const taken = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(() => order({ preset: 'udnie', quality: 'high', size: '256' })),
  );
  assert.deepEqual(taken.map(({ status }) => status).sort(), [202, 202, 202, 202, 429, 429]);
  const refused = taken.find(({ status }) => status === 429)!;
  assert.equal(refused.headers.get('retry-after'), '10');
  for (const one of taken.filter(({ status }) => status === 202)) {
    await ask(`/v1/paintings/${(await bodyOf(one)).id}`, { method: 'DELETE' });
  }
});

const damaged = () => new Blob([PHOTO.subarray(0, 9000)]);
const REFUSED: [string, Record<string, string | Blob>, number, string][] = [
  ['a preset that is none', { preset: 'starrynight' }, 400, 'preset.unknown'],
  ['no style', {}, 400, 'option.invalid'],
  ['two styles', { preset: 'udnie', style: photo() }, 400, 'option.invalid'],
  ['a number that is too large', { preset: 'udnie', strength: '101' }, 400, 'option.invalid'],
  ['a number that is none', { preset: 'udnie', strength: '' }, 400, 'option.invalid'],
  ['more pixels than are painted', { preset: 'udnie', quality: 'high', size: '2048' }, 400, 'option.invalid'],
  ['a photo that is a text', { preset: 'udnie', photo: 'a photo' }, 400, 'option.invalid'],
  ['a file that is no picture', { preset: 'udnie', photo: new Blob(['a photo']) }, 400, 'image.unknown-type'],
  ['a damaged photo', { preset: 'udnie', photo: damaged() }, 400, 'image.damaged'],
  [
    'too many bytes',
    { preset: 'udnie', photo: new Blob([new Uint8Array(26 * 1024 * 1024)]) },
    413,
    'image.too-many-bytes',
  ],
];
for (const [name, fields, status, code] of REFUSED) {
  test(`refused with a clear error: ${name}`, async () => {
    const response = await order(fields);
    const { error } = await bodyOf(response);
    assert.deepEqual([response.status, error.code], [status, code]);
    assert.ok(error.message.length > 10);
  });
}

test('the description says that a preset or a style picture is needed, and not both', () => {
  const form = { $ref: 'service#/components/schemas/OrderForm' };
  const fits = (fields: object) => ajv.validate(form, { photo: 'bytes', quality: 'fast', ...fields });
  assert.equal(fits({ preset: 'udnie' }), true, ajv.errorsText());
  assert.equal(fits({ style: 'bytes' }), true, ajv.errorsText());
  assert.equal(fits({}), false);
  assert.equal(fits({ preset: 'udnie', style: 'bytes' }), false);
});

test('what is no form, no method and no address is told from each other', async () => {
  const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
  assert.equal((await ask('/v1/paintings', json)).status, 415);
  const other = await ask('/v1/presets', { method: 'PUT' });
  assert.deepEqual([other.status, other.headers.get('allow')], [405, 'GET']);
  assert.equal((await ask('/v1/nothing')).status, 404);
  assert.equal((await ask('/v1/paintings/none')).status, 404);
  assert.equal((await ask('/v1/paintings/none/events')).status, 404);
});

test('a page of another place may not order, and no other name leads here', async () => {
  const { status } = await order({ preset: 'udnie' }, { headers: { origin: 'https://example.com' } });
  assert.equal(status, 403);
  // fetch does not let a request say another host
  const { request } = await import('node:http');
  const answered = Promise.withResolvers<number>();
  request(`${service.url}/v1/presets`, { headers: { host: 'atelier.example' } }, (answer) => {
    answer.resume();
    answered.resolve(answer.statusCode!);
  }).end();
  assert.equal(await answered.promise, 403);
});

test('where others reach it a key is asked for, and each key has its own paintings', async () => {
  const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
  assert.equal((await ask('/v1/presets', {}, guarded)).status, 401);
  assert.equal((await ask('/v1/presets', bearer('a-key-of-nobody-here'), guarded)).status, 401);
  assert.equal((await ask('/healthz', {}, guarded)).status, 200);
  const { id } = await bodyOf(await order({ preset: 'udnie' }, bearer(KEYS[0]!), guarded));
  assert.equal((await ask(`/v1/paintings/${id}`, bearer(KEYS[0]!), guarded)).status, 200);
  assert.equal((await ask(`/v1/paintings/${id}`, bearer(KEYS[1]!), guarded)).status, 404);
  const described = await bodyOf(await fetch(`${guarded.url.replace('0.0.0.0', '127.0.0.1')}/openapi.json`));
  assert.deepEqual(described.security, [{ key: [] }]);
  const environment = readEnvironment({ ATELIER_DATA: folder });
  await assert.rejects(openService({ host: '0.0.0.0', port: 0 }, environment, log), {
    code: 'environment.missing',
  });
});
