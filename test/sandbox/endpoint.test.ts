import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { makeKeys } from '@atelier/sandbox/interactions/signature.ts';
import { type Desk, openDesk, photo } from './support/desk.ts';

type Answer = (payload: { type: number; id: string; token: string }, response: ServerResponse) => unknown;

interface Endpoint {
  url: string;
  /** Types of what came with a good signature. */
  seen: number[];
}

const opened: (Server | Desk)[] = [];
after(async () => {
  for (const one of opened.splice(0)) {
    if ('sandbox' in one) await one.sandbox.close();
    else one.close();
  }
});

/** SPKI before the 32 bytes of an Ed25519 key (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** An endpoint as a bot has one; `careless`: it verifies nothing. */
async function serve(publicKey: () => string, answer: Answer, careless = false): Promise<Endpoint> {
  const seen: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const stamp = String(request.headers['x-signature-timestamp']);
    const signature = Buffer.from(String(request.headers['x-signature-ed25519']), 'hex');
    const key = createPublicKey({
      key: Buffer.concat([SPKI, Buffer.from(publicKey(), 'hex')]),
      format: 'der',
      type: 'spki',
    });
    if (!careless && !verify(null, Buffer.from(stamp + body), key, signature))
      return response.writeHead(401).end();
    const payload = JSON.parse(body);
    seen.push(payload.type);
    const json = payload.type === 1 ? { type: 1 } : await answer(payload, response);
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  opened.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/interactions`, seen };
}

async function open(options?: Parameters<typeof openDesk>[0]): Promise<Desk> {
  const desk = await openDesk(options);
  opened.push(desk);
  return desk;
}

test('an endpoint that verifies is taken; interactions come signed, and its answer is the callback', async () => {
  const desk = await open();
  const { sandbox } = desk;
  const endpoint = await serve(
    () => sandbox.publicKey,
    ({ type }) =>
      type === 4
        ? { type: 8, data: { choices: [{ name: 'Fig', value: 'fig' }] } }
        : { type: 5, data: { flags: 64 } },
  );
  await sandbox.useEndpoint(endpoint.url);
  assert.deepEqual(endpoint.seen, [1], 'one PING, and one with a wrong signature that was refused');
  await sandbox.ready();
  const sent = desk.sent();
  await sandbox.waitFor(() => sent.state === 'deferred');
  assert.equal(sent.original?.onlyFor, sent.user.id);
  const edited = await desk.send({ method: 'PATCH', path: desk.original(sent), json: { content: 'done' } });
  assert.equal(edited.status, 200);
  const again = await desk.send({ method: 'POST', path: desk.callback(sent), json: { type: 5 } });
  assert.equal(again.code, 40_060);
  const choices = await sandbox.autocomplete({
    command: 'style',
    focused: 'preset',
    options: { preset: '' },
  });
  assert.deepEqual(choices, [{ name: 'Fig', value: 'fig' }]);
  const told = await desk.send({ method: 'GET', path: '/applications/@me' });
  assert.deepEqual(
    [told.body.verify_key, told.body.interactions_endpoint_url],
    [sandbox.publicKey, endpoint.url],
  );
});

test('202 means that the callback comes by REST', async () => {
  const desk = await open();
  const { sandbox } = desk;
  const endpoint = await serve(
    () => sandbox.publicKey,
    (payload, response) => {
      response.writeHead(202).end();
      return desk.send({
        method: 'POST',
        path: desk.callback(payload),
        json: { type: 4, data: { content: 'hi' } },
      });
    },
  );
  await sandbox.useEndpoint(endpoint.url);
  const sent = desk.sent();
  await sandbox.waitFor(() => sent.original?.data.content === 'hi');
});

test('files may come along with the answer', async () => {
  const desk = await open();
  const { sandbox } = desk;
  const endpoint = await serve(
    () => sandbox.publicKey,
    async (_payload, response) => {
      const form = new FormData();
      form.set('payload_json', JSON.stringify({ type: 4, data: { content: 'here' } }));
      form.set('files[0]', new Blob([new Uint8Array(photo)]), 'a.jpg');
      const made = new Response(form);
      response.writeHead(200, { 'content-type': made.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await made.arrayBuffer()));
    },
  );
  await sandbox.useEndpoint(endpoint.url);
  const sent = desk.sent();
  await sandbox.waitFor(() => sent.original?.data.attachments[0]?.filename === 'a.jpg');
});

test('endpoints that Discord refuses', async (t) => {
  const desk = await open();
  const { sandbox } = desk;
  const careless = await serve(
    () => sandbox.publicKey,
    () => ({}),
    true,
  );
  const stranger = await serve(
    () => makeKeys().publicKey,
    () => ({}),
  );
  const table: [string, string, RegExp][] = [
    ['one that verifies nothing', careless.url, /where 401 was due/],
    ['one with another key', stranger.url, /no PONG/],
    ['one that is not there', 'http://127.0.0.1:1/', /does not answer/],
    ['one out in the world', 'https://example.org/', /loopback/],
  ];
  for (const [name, url, reason] of table)
    await t.test(name, async () => {
      await assert.rejects(sandbox.useEndpoint(url), reason);
      const patch = { method: 'PATCH', path: '/applications/@me', json: { interactions_endpoint_url: url } };
      const answer = await desk.send(patch);
      assert.deepEqual([answer.status, answer.code], [400, 50_035]);
    });
  const told = await desk.send({ method: 'GET', path: '/applications/@me' });
  assert.equal(told.body.interactions_endpoint_url, null);
});

test('an endpoint that answers nonsense fails at once; an option sets one at the start', async () => {
  const keys = makeKeys();
  let answer: unknown = { type: 7, data: {} };
  const endpoint = await serve(
    () => keys.publicKey,
    () => answer,
  );
  const desk = await open({ keys, interactionsEndpoint: endpoint.url });
  for (const wrong of [{ type: 7, data: {} }, { type: 4, data: { content: '' } }, null]) {
    answer = wrong;
    const sent = desk.sent();
    await desk.sandbox.waitFor(() => sent.state === 'failed', { timeoutMs: 2_000 });
  }
  await desk.sandbox.useEndpoint(null);
  assert.equal(desk.sent().state, 'waiting');
  assert.equal(endpoint.seen.filter((type) => type === 2).length, 3, 'and nothing more by HTTP');
});
